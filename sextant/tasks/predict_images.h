// `predict` on images: the labels a trained classifier gives to pictures, one answer for each path or picture.
#pragma once

#include <torch/types.h>

#include <span>
#include <string>
#include <vector>

#include "sextant/tasks/context.h"
#include "sextant/tasks/image_model.h"
#include "sextant/tasks/predict.h"

namespace sextant::tasks {

class ImagePredictor {
 public:
  /// @throws Failure E-MODEL-…, E-USAGE-VALUE for a top_k that cannot be
  ImagePredictor(const PredictOptions& options, const Context& context);

  /// One prediction a path, in their order.
  /// @throws Failure E-IMAGE naming the first that cannot be read or has another size, once those before it in earlier
  ///         calls are answered
  std::vector<Prediction> predict(std::span<const std::string> paths);
  /// One prediction for each picture of a set: IDX, CIFAR-10, a folder or a table.
  /// @throws Failure as open_images
  std::vector<Prediction> predict_set(const std::string& path);

 private:
  std::vector<Prediction> answers(const torch::Tensor& pixels);

  PredictOptions options_;
  const Context& context_;
  OpenedClassifier model_;
  ImageInput input_;
};

/// Whether INPUT is a list of paths, "-" or a file of text, and not a set of images.
bool is_list_of_paths(const std::string& input);

}  // namespace sextant::tasks
