#include "sextant/tasks/eval_images.h"

#include "sextant/tasks/classification_report.h"
#include "sextant/tasks/image_model.h"
#include "sextant/tasks/open_images.h"
#include "sextant/tasks/open_model.h"

namespace sextant::tasks {
namespace {

constexpr int64_t kImagesAtOnce = 64;

}  // namespace

EvalResult evaluate_images(const EvalOptions& options, const Context& context) {
  OpenedClassifier model = open_classifier(options.model, context.device);
  const ImageInput input = input_of(model);
  const std::vector<std::string>& labels = model.contents.model->options.labels;
  const data::LabelledImages images = open_images(options.data, input.images, options.read, context);
  expect_sizes(images.pixels, input.sizes(), options.data);
  const eval::Classification figures =
      eval::classification(image_log_probabilities(*model.contents.model, images.pixels, input, kImagesAtOnce),
                           list_of(classes_of(images, labels)));
  return {.model = model.folder.string(),
          .data = options.data,
          .metrics = {{"accuracy", figures.accuracy(), train::Better::kHigher},
                      {"macro_f1", figures.macro_f1(), train::Better::kHigher},
                      {"nats_per_image", figures.nats, train::Better::kLower}},
          .table = class_table(figures, labels),
          .details = to_json(figures, labels)};
}

}  // namespace sextant::tasks
