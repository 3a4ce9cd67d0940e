// What an experiment can see at all, before it is run and whenever it found nothing.
//
// Power of the two-sided t test at noncentrality λ:
//   ∫ χ²_ν(v) · [Φ(λ - t_c·√(v/ν)) + Φ(-λ - t_c·√(v/ν))] dv,      true difference = λ·√(1/J + n_test/n_train)·s
#pragma once

#include <cstdint>

namespace sextant::stats {

/// The runs of an experiment.
struct Design {
  int64_t runs;                ///< J = folds · repeats, or seeds
  double test_over_train = 0;  ///< n_test / n_train; 0 for a fixed test set
};

/// P(|T| > critical) of the noncentral t distribution.
/// @throws std::invalid_argument unless df >= 1 and critical >= 0
double two_sided_power(double noncentrality, double df, double critical);

/// In units of s, the standard deviation of the paired differences.
struct Detectable {
  double observed;    ///< the smallest observed mean that is significant
  double difference;  ///< the true difference found with the power asked for: the MDE
};

/// @throws std::invalid_argument unless runs >= 2, test_over_train >= 0, 0 < alpha < 1, alpha < power < 1
Detectable minimum_detectable(const Design& design, double alpha = .05, double power = .8);

/// The margin, in units of s, at which TOST says "equivalent" with this power if A and B are truly equal.
/// @throws std::invalid_argument as minimum_detectable, and unless alpha < .5
double equivalence_margin(const Design& design, double alpha = .05, double power = .8);

}  // namespace sextant::stats
