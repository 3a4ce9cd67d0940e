#include "sextant/stats/equivalence.h"

#include <algorithm>
#include <cmath>

#include "sextant/stats/checks.h"
#include "sextant/stats/special.h"

namespace sextant::stats {

Equivalence tost(const Paired& paired, double margin, double alpha) {
  require(margin > 0, "tost: margin must be positive", margin);
  require(alpha > 0 && alpha < .5, "tost: alpha must be in (0, .5)", alpha);
  Equivalence result = {margin, interval(paired, 1 - 2 * alpha), 0};
  if (paired.error == 0) {
    result.p = std::abs(paired.mean) < margin ? 0 : 1;
    return result;
  }
  const double not_below = student_cdf(-(paired.mean + margin) / paired.error, paired.df);
  const double not_above = student_cdf((paired.mean - margin) / paired.error, paired.df);
  result.p = std::max(not_below, not_above);
  return result;
}

}  // namespace sextant::stats
