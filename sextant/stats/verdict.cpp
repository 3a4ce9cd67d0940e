#include "sextant/stats/verdict.h"

#include "sextant/stats/checks.h"
#include "sextant/stats/sign_flip.h"

namespace sextant::stats {
namespace {

Word word_of(const Paired& paired, double p, const Equivalence& equivalence, const Rules& rules) {
  if (paired.runs < kFewestRuns) return Word::kNone;
  if (equivalence.p < rules.alpha) return Word::kEquivalent;
  if (p >= rules.alpha) return Word::kUndecided;
  const bool lower = paired.mean < 0;
  return lower == (rules.aim == Aim::kLower) ? Word::kBetter : Word::kWorse;
}

}  // namespace

std::string_view name(Word word) {
  switch (word) {
    case Word::kNone:
      return "none";
    case Word::kEquivalent:
      return "equivalent";
    case Word::kBetter:
      return "better";
    case Word::kWorse:
      return "worse";
    case Word::kUndecided:
      return "undecided";
  }
  throw std::invalid_argument("verdict: unknown word");
}

Verdict verdict(const Paired& paired, double p, const Equivalence& equivalence, int64_t comparisons,
                const Rules& rules) {
  require(comparisons >= 1, "verdict: comparisons must be at least 1", comparisons);
  const double first_step = rules.alpha / static_cast<double>(comparisons);
  const Design design = {paired.runs, rules.test_over_train};
  Verdict result = {};
  result.word = word_of(paired, p, equivalence, rules);
  result.detectable = minimum_detectable(design, first_step, rules.power).difference * paired.deviation;
  result.detectable_below_margin = result.word == Word::kEquivalent && p < rules.alpha;
  result.sign_flip_cannot_reach = smallest_sign_flip_p(paired.runs) > first_step;
  return result;
}

}  // namespace sextant::stats
