// Two one-sided t tests (TOST): are A and B equal up to a margin? "No difference found" does not say so.
//
//   p = max of  P(T >= (d̄ + δ) / error)  and  P(T <= (d̄ - δ) / error),    df J - 1
//
// Schuirmann 1987. p < alpha just when the 1 - 2·alpha interval lies inside (-δ, δ).
#pragma once

#include "sextant/stats/paired.h"

namespace sextant::stats {

struct Equivalence {
  double margin;      ///< δ, in the unit of the metric
  Interval interval;  ///< of level 1 - 2·alpha
  double p;           ///< if deviation is 0: 0 inside the margin, 1 outside
};

/// With the standard error of `paired`, corrected or not.
/// @throws std::invalid_argument unless margin > 0 and 0 < alpha < .5
Equivalence tost(const Paired& paired, double margin, double alpha);

}  // namespace sextant::stats
