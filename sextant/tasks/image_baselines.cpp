#include "sextant/tasks/image_baselines.h"

#include "sextant/eval/logistic_regression.h"

namespace sextant::tasks {
namespace {

/// Penalties tried, from none that matters to one that leaves little else.
const std::vector<double> kPenalties = {1e-4, 1e-3, 1e-2, 1e-1, 1};

eval::RowsWithClasses pixels_of(const data::ImageSet& images, const data::PixelScale& scale) {
  return {.rows = data::scaled(images.pixels, scale).flatten(1), .classes = images.classes};
}

}  // namespace

Majority majority_of(const ImageParts& parts) {
  return majority_of(list_of(parts.train.classes), list_of(parts.test.classes), parts.labels);
}

eval::Classification logistic_figures(const ImageParts& parts, const data::PixelScale& scale) {
  const eval::LogisticRegression fit = eval::fit_logistic(
      pixels_of(parts.train, scale), pixels_of(parts.choosing, scale), std::ssize(parts.labels), kPenalties);
  const eval::RowsWithClasses test = pixels_of(parts.test, scale);
  return eval::classification(fit.log_probabilities(test.rows), list_of(test.classes));
}

}  // namespace sextant::tasks
