// Friedman's ranks over runs: an overview of many encodings, not a decision.
//
//   Q = Σ_a (R_a - J(m+1)/2)² · 12 / (J·m(m+1) - Σ (t³ - t)/(m - 1)),    R_a rank sums, t sizes of ties;  χ², df m - 1
//
// Friedman 1937; correction for ties as in Conover 1999, section 5.8.
#pragma once

#include <span>
#include <vector>

namespace sextant::stats {

struct Ranks {
  std::vector<double> mean;  ///< per arm, 1 = smallest value; ties share the mean of their ranks
  double statistic;          ///< Q; 0 if all arms tie in every run
  double p;                  ///< from the χ² approximation
};

/// @param values  one row per arm, one value per run
/// @throws std::invalid_argument unless there are at least 2 arms of equally many runs, at least 1, all values finite
Ranks friedman(std::span<const std::vector<double>> values);

}  // namespace sextant::stats
