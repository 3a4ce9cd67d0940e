#include "sextant/tasks/image_baselines.h"

#include "sextant/eval/logistic_regression.h"

namespace sextant::tasks {
namespace {

/// Penalties tried, from none that matters to one that leaves little else.
const std::vector<double> kPenalties = {1e-4, 1e-3, 1e-2, 1e-1, 1};

torch::Tensor counts_of(const ImageParts& parts) { return parts.train.classes.bincount({}, std::ssize(parts.labels)); }

eval::RowsWithClasses pixels_of(const data::ImageSet& images, const data::PixelScale& scale) {
  return {.rows = data::scaled(images.pixels, scale).flatten(1), .classes = images.classes};
}

}  // namespace

eval::Classification majority_figures(const ImageParts& parts) {
  return eval::by_frequency(list_of(parts.train.classes), list_of(parts.test.classes), std::ssize(parts.labels));
}

const std::string& majority_label(const ImageParts& parts) {
  return parts.labels[counts_of(parts).argmax().item<int64_t>()];
}

eval::Classification logistic_figures(const ImageParts& parts, const data::PixelScale& scale) {
  const eval::LogisticRegression fit = eval::fit_logistic(
      pixels_of(parts.train, scale), pixels_of(parts.choosing, scale), std::ssize(parts.labels), kPenalties);
  const eval::RowsWithClasses test = pixels_of(parts.test, scale);
  return eval::classification(fit.log_probabilities(test.rows), list_of(test.classes));
}

}  // namespace sextant::tasks
