#include "sextant/stats/comparison.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <sstream>

#include "sextant/stats/checks.h"
#include "sextant/stats/holm.h"

namespace sextant::stats {
namespace {

void check(std::span<const Arm> arms) {
  require(arms.size() >= 2, "comparison: arms must be at least 2", arms.size());
  for (const Arm& arm : arms) {
    const std::string runs = "comparison: " + arm.name + ": runs must be at least 2";
    require(arm.values.size() >= 2, runs.c_str(), arm.values.size());
    const std::string equal = "comparison: " + arm.name + ": runs must be as many as of " + arms.front().name;
    require(arm.values.size() == arms.front().values.size(), equal.c_str(), arm.values.size());
  }
}

/// The tests of A - B, not yet corrected and without a verdict.
Comparison tested(const Arm& a, const Arm& b, const Rules& rules) {
  Comparison result = {};
  result.a = a.name;
  result.b = b.name;
  result.paired = corrected_t(differences(a.values, b.values), rules.test_over_train);
  result.interval = interval(result.paired, 1 - rules.alpha);
  result.p = result.paired.p;
  result.equivalence = tost(result.paired, rules.margin, rules.alpha);
  result.separation = separation(a.values, b.values);
  return result;
}

/// What could be seen at all, and what was seen without reaching alpha.
void add_limits(std::ostringstream& text, const Comparison& comparison, const std::string& unit, const Rules& rules) {
  text << "; true differences below " << comparison.verdict.detectable << " " << unit << " are mostly missed";
  if (comparison.separation) {
    text << "; " << comparison.a << (comparison.separation->sign > 0 ? " above " : " below ") << comparison.b << " in "
         << comparison.separation->runs << " of " << comparison.separation->runs << " runs, smallest gap "
         << comparison.separation->gap;
  }
  if (comparison.verdict.sign_flip_cannot_reach) text << "; a sign test of so few runs cannot reach " << rules.alpha;
}

/// The verdict in words.
std::string sentence(const Comparison& comparison, const std::string& unit, const Rules& rules) {
  const Verdict& verdict = comparison.verdict;
  std::ostringstream text;
  text.precision(2);
  text << comparison.a << " against " << comparison.b << ": ";
  if (verdict.word == Word::kNone) {
    text << "no verdict from fewer than " << kFewestRuns << " runs";
    return text.str();
  }
  text << name(verdict.word) << ", difference " << std::showpos << comparison.paired.mean << std::noshowpos << " "
       << unit << ", adjusted p = " << comparison.p;
  if (verdict.detectable_below_margin)
    text << "; the difference is detectable but below the margin of " << rules.margin;
  if (verdict.word == Word::kUndecided) add_limits(text, comparison, unit, rules);
  return text.str();
}

/// Corrects both families and gives every comparison its verdict.
void decide(std::vector<Comparison>& comparisons, const std::string& unit, const Rules& rules) {
  std::vector<double> different, equivalent;
  for (const Comparison& comparison : comparisons) {
    different.push_back(comparison.p);
    equivalent.push_back(comparison.equivalence.p);
  }
  different = holm(different);
  equivalent = holm(equivalent);
  for (size_t n = 0; n < comparisons.size(); ++n) {
    Comparison& comparison = comparisons[n];
    comparison.p = different[n];
    comparison.equivalence.p = equivalent[n];
    comparison.verdict =
        verdict(comparison.paired, comparison.p, comparison.equivalence, std::ssize(comparisons), rules);
    comparison.sentence = sentence(comparison, unit, rules);
  }
}

double mean_of(const Arm& arm) {
  return std::accumulate(arm.values.begin(), arm.values.end(), 0.0) / static_cast<double>(arm.values.size());
}

/// Whether the comparison shows `arm` to be the worse of its two.
bool shown_worse(const Comparison& comparison, const std::string& arm) {
  return (comparison.a == arm && comparison.verdict.word == Word::kWorse) ||
         (comparison.b == arm && comparison.verdict.word == Word::kBetter);
}

}  // namespace

std::vector<Comparison> against_reference(std::span<const Arm> arms, const std::string& reference,
                                          const std::string& unit, const Rules& rules) {
  check(arms);
  const auto other = std::ranges::find(arms, reference, &Arm::name);
  require(other != arms.end(), "comparison: the reference must be one of the arms", reference);
  std::vector<Comparison> comparisons;
  for (const Arm& arm : arms) {
    if (arm.name != reference) comparisons.push_back(tested(arm, *other, rules));
  }
  decide(comparisons, unit, rules);
  return comparisons;
}

std::vector<Comparison> all_pairs(std::span<const Arm> arms, const std::string& unit, const Rules& rules) {
  check(arms);
  std::vector<Comparison> comparisons;
  for (size_t a = 0; a < arms.size(); ++a) {
    for (size_t b = a + 1; b < arms.size(); ++b) comparisons.push_back(tested(arms[a], arms[b], rules));
  }
  decide(comparisons, unit, rules);
  return comparisons;
}

std::vector<std::string> as_good_as_best(std::span<const Arm> arms, std::span<const Comparison> pairs,
                                         const Rules& rules) {
  check(arms);
  const auto goodness = [&](const Arm& arm) { return rules.aim == Aim::kLower ? -mean_of(arm) : mean_of(arm); };
  const Arm& best = *std::ranges::max_element(arms, {}, goodness);
  std::vector<std::string> names = {best.name};
  for (const Arm& arm : arms) {
    const bool worse = std::ranges::any_of(pairs, [&](const Comparison& pair) {
      return (pair.a == best.name || pair.b == best.name) && shown_worse(pair, arm.name);
    });
    if (arm.name != best.name && !worse) names.push_back(arm.name);
  }
  return names;
}

}  // namespace sextant::stats
