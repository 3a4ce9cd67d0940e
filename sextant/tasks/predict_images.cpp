#include "sextant/tasks/predict_images.h"

#include <filesystem>

#include "sextant/tasks/open_images.h"

namespace sextant::tasks {

ImagePredictor::ImagePredictor(const PredictOptions& options, const Context& context)
    : options_(options),
      context_(context),
      model_(open_classifier(options.model, context.device)),
      input_(input_of(model_)) {
  options_.top_k = labels_told(options.top_k, model_.contents.model->options.labels);
}

std::vector<Prediction> ImagePredictor::predict(std::span<const std::string> paths) {
  const Context silent{.device = context_.device};
  std::vector<torch::Tensor> pictures;
  for (const std::string& path : paths) {
    pictures.push_back(open_images(path, input_.images, {}, silent, data::ImageLabels::kIgnored).pixels);
    expect_sizes(pictures.back(), input_.sizes(), path);
  }
  if (pictures.empty()) return {};
  return answers(torch::cat(pictures));
}

std::vector<Prediction> ImagePredictor::predict_set(const std::string& path) {
  const torch::Tensor pixels = open_images(path, input_.images, {}, context_, data::ImageLabels::kIgnored).pixels;
  expect_sizes(pixels, input_.sizes(), path);
  return answers(pixels);
}

std::vector<Prediction> ImagePredictor::answers(const torch::Tensor& pixels) {
  const torch::Tensor log = image_log_probabilities(*model_.contents.model, pixels, input_, options_.batch);
  return likeliest(log, model_.contents.model->options.labels, options_.top_k);
}

bool is_list_of_paths(const std::string& input) {
  return input == "-" || std::filesystem::path(input).extension() == ".txt";
}

}  // namespace sextant::tasks
