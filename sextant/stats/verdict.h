// The one word a comparison gets, and the number that keeps it honest.
//
// In this order: the 1 - 2·alpha interval inside ±margin: equivalent; adjusted p < alpha: better or worse; else
// undecided, with the minimum detectable difference. Fewer than three runs: no word. Only the primary metric, declared
// before the runs, gets a word; the rest get intervals.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sextant/stats/equivalence.h"
#include "sextant/stats/paired.h"
#include "sextant/stats/power.h"

namespace sextant::stats {

/// Fewest runs that get a word.
constexpr int64_t kFewestRuns = 3;

enum class Word { kNone, kEquivalent, kBetter, kWorse, kUndecided };
/// "none", "equivalent", "better", "worse", "undecided".
std::string_view name(Word word);

/// Whether a smaller value of the metric is the better one (nats, bits/byte) or a larger (accuracy).
enum class Aim { kLower, kHigher };

/// The rules, fixed before the runs.
struct Rules {
  double margin = .01;  ///< δ: bits/byte or nats per token; 1 point for accuracies in points
  double alpha = .05;
  double power = .8;  ///< of the minimum detectable difference
  Aim aim = Aim::kLower;
  double test_over_train = 0;  ///< n_test / n_train; 0 for a fixed test set
};

struct Verdict {
  Word word;
  double detectable;             ///< the MDE of the first Holm step, in the unit of the metric
  bool detectable_below_margin;  ///< equivalent, and yet adjusted p < alpha
  bool sign_flip_cannot_reach;   ///< even the exact test could not reach alpha / comparisons with so few runs
};

/// @param paired       A - B
/// @param p            of the difference, adjusted by Holm
/// @param equivalence  with its p adjusted in its own Holm family
/// @param comparisons  the family's size: the MDE is that at alpha / comparisons
/// @throws std::invalid_argument unless comparisons >= 1
Verdict verdict(const Paired& paired, double p, const Equivalence& equivalence, int64_t comparisons,
                const Rules& rules);

}  // namespace sextant::stats
