// The exact sign-flip test: no distribution assumed, only that under equality d_j and -d_j are as likely.
//
//   p = share of the 2^J choices of signs whose |Σ ±d_j| reaches the observed |Σ d_j|     (Fisher 1935, § 21)
//
// Its smallest two-sided p is 2^(1-J): .05 needs 6 runs, .05/7 needs 9.
#pragma once

#include <cstdint>
#include <span>

namespace sextant::stats {

/// Runs beyond which the 2^(J/2) half sums no longer fit in memory.
constexpr int64_t kMostFlippedRuns = 44;

/// The exact two-sided p. Sums that agree to 1e-12 of Σ|d_j| count as equal.
///
/// Time and memory O(2^(J/2)): the runs are split in two halves, whose sums are sorted and matched.
/// @throws std::invalid_argument unless there are 1 to kMostFlippedRuns differences, all finite
double sign_flip(std::span<const double> differences);

/// 2^(1 - runs): what J runs can reach at best.
double smallest_sign_flip_p(int64_t runs);

/// The fewest runs whose smallest p is at most `alpha`.
/// @throws std::invalid_argument unless 0 < alpha < 1
int64_t runs_to_reach(double alpha);

}  // namespace sextant::stats
