// Holm's step-down correction: many comparisons, at most alpha chance of one false finding among all of them.
//
//   sorted p_(1) <= … <= p_(n):   adjusted p_(i) = min(1, max over k <= i of p_(k)·(n - k + 1))
//
// Holm, "A Simple Sequentially Rejective Multiple Test Procedure", Scandinavian Journal of Statistics 6, 1979.
#pragma once

#include <span>
#include <vector>

namespace sextant::stats {

/// Adjusted p-values, in the order given.
/// @throws std::invalid_argument unless every p is in [0, 1]
std::vector<double> holm(std::span<const double> p);

}  // namespace sextant::stats
