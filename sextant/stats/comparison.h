// Many arms (encodings), one metric: every comparison with its test, its correction and its verdict.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sextant/stats/verdict.h"

namespace sextant::stats {

/// One encoding's results.
struct Arm {
  std::string name;
  std::vector<double> values;  ///< the metric by run; run j of every arm shares seed, batches, fold and targets
};

/// A minus B.
struct Comparison {
  std::string a, b;
  Paired paired;
  Interval interval;  ///< 1 - alpha, not adjusted
  double p;           ///< adjusted by Holm over the family
  Equivalence equivalence;
  std::optional<Separation> separation;
  Verdict verdict;
  std::string sentence;  ///< the verdict in words, in the unit given
};

/// Every other arm against the one declared as reference, before the runs: m - 1 comparisons.
/// @param unit  of the metric, for the sentences
/// @throws std::invalid_argument naming the arm, unless there are 2 arms of equally many runs, at least 2, and one is
///         the reference
std::vector<Comparison> against_reference(std::span<const Arm> arms, const std::string& reference,
                                          const std::string& unit, const Rules& rules);

/// All m(m - 1)/2 pairs: for "which are as good as the best?", since the best was chosen by looking.
/// @throws std::invalid_argument as against_reference
std::vector<Comparison> all_pairs(std::span<const Arm> arms, const std::string& unit, const Rules& rules);

/// The names of the arms not shown to be worse than the one with the best mean; that one first.
/// @param pairs  of all_pairs
std::vector<std::string> as_good_as_best(std::span<const Arm> arms, std::span<const Comparison> pairs,
                                         const Rules& rules);

}  // namespace sextant::stats
