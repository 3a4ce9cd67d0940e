#include "sextant/stats/accuracy.h"

#include <cmath>

#include "sextant/stats/checks.h"

namespace sextant::stats {

double accuracy_logit(int64_t correct, int64_t total) {
  require(total >= 1, "accuracy_logit: total must be at least 1", total);
  require(correct >= 0 && correct <= total, "accuracy_logit: correct must be in [0, total]", correct);
  return std::log((static_cast<double>(correct) + .5) / (static_cast<double>(total - correct) + .5));
}

}  // namespace sextant::stats
