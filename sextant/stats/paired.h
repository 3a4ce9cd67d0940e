// Paired t tests on the differences d_j = A_j - B_j of J runs that shared seed, batches, folds and targets.
//
//   paired:      t = d̄ / (s / √J),                              df J - 1
//   corrected:   t = d̄ / √((1/J + n_test/n_train) · s²),         df J - 1
//
// The second is Nadeau and Bengio, "Inference for the Generalization Error", Machine Learning 52, 2003: runs that
// share training data are correlated, and the naive test finds differences that are not there (10 x 10 folds: in 56 %
// of the cases instead of 5 %). Bouckaert and Frank 2004 apply it to k folds x r repeats, J = k·r.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace sextant::stats {

/// Bounds of a confidence interval, in the unit of what was measured.
struct Interval {
  double low;
  double high;
  bool operator==(const Interval&) const = default;
};

/// What J paired differences say.
struct Paired {
  int64_t runs;      ///< J
  double mean;       ///< d̄, in the unit of the metric
  double deviation;  ///< s, with J - 1 in the denominator; exactly 0 if the differences agree to rounding
  double error;      ///< the standard error in the denominator of t
  double t;          ///< mean / error; ±infinity if deviation is 0, and 0 if the mean is too
  double df;         ///< J - 1
  double p;          ///< two-sided; if deviation is 0 that of the sign-flip test: 2^(1-J), or 1 if the mean is 0 too
};

/// n_test / n_train of `folds`-fold cross-validation: 1 / (folds - 1).
/// @throws std::invalid_argument unless folds >= 2
double test_over_train(int64_t folds);

/// For runs on a fixed test set, J seeds.
/// @throws std::invalid_argument unless there are at least 2 differences, all finite
Paired paired_t(std::span<const double> differences);

/// For folds, repeated or not.
/// @param ratio  n_test / n_train; 0 gives paired_t
/// @throws std::invalid_argument as paired_t, and unless ratio >= 0
Paired corrected_t(std::span<const double> differences, double ratio);

/// A minus B, run by run.
/// @throws std::invalid_argument unless both have equally many values
std::vector<double> differences(std::span<const double> a, std::span<const double> b);

/// mean ± t_((1 + level) / 2) · error.
/// @throws std::invalid_argument unless 0 < level < 1
Interval interval(const Paired& paired, double level);

/// "A above B in J of J runs, smallest gap g".
struct Separation {
  int64_t runs;  ///< J
  int sign;      ///< 1: A above B; -1: A below B
  double gap;    ///< the smallest |d_j|
  double p;      ///< 2^(1-J), two-sided
};

/// The statement that needs no variance: for ranges of A and B that do not meet, or differences that are all equal.
/// @return nothing if neither is so
/// @throws std::invalid_argument as differences and paired_t
std::optional<Separation> separation(std::span<const double> a, std::span<const double> b);

}  // namespace sextant::stats
