#include "sextant/stats/verdict.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/support/expect_refusal.h"

namespace sextant::stats {
namespace {

using testing::expect_refusal;

/// Of a single comparison, uncorrected.
Verdict judge(const std::vector<double>& d, const Rules& rules = {}) {
  const Paired paired = corrected_t(d, rules.test_over_train);
  return verdict(paired, paired.p, tost(paired, rules.margin, rules.alpha), 1, rules);
}

TEST(Verdict, NamesEachOutcome) {
  EXPECT_EQ(judge({.5, .6}).word, Word::kNone);
  EXPECT_EQ(judge({.001, -.002, .002, 0}).word, Word::kEquivalent);
  EXPECT_EQ(judge({.5, .6, .55, .52}).word, Word::kWorse);
  EXPECT_EQ(judge({-.5, -.6, -.55, -.52}).word, Word::kBetter);
  EXPECT_EQ(judge({.5, -.6, .9, .1}).word, Word::kUndecided);
}

TEST(Verdict, HigherIsBetterWhereTheMetricSaysSo) {
  EXPECT_EQ(judge({.5, .6, .55, .52}, {.aim = Aim::kHigher}).word, Word::kBetter);
}

TEST(Verdict, EqualityComesFirstAndSaysIfADifferenceIsDetectable) {
  const Verdict found = judge({.004, .005, .0045, .0052});
  EXPECT_EQ(found.word, Word::kEquivalent);
  EXPECT_TRUE(found.detectable_below_margin);
  EXPECT_FALSE(judge({.001, -.002, .002, 0}).detectable_below_margin);
}

// The table's 5 seeds: 1.68 s.
TEST(Verdict, UndecidedCarriesTheDetectableDifference) {
  const std::vector<double> d = {.5, -.6, .9, .1, -.2};
  EXPECT_NEAR(judge(d).detectable, 1.68 * paired_t(d).deviation, .005 * paired_t(d).deviation);
  const Paired paired = paired_t(d);
  const Verdict of_seven = verdict(paired, paired.p, tost(paired, .01, .05), 7, {});
  EXPECT_NEAR(of_seven.detectable, 2.87 * paired.deviation, .005 * paired.deviation);
}

TEST(Verdict, SaysWhenTheSignTestCouldNotReachAlpha) {
  EXPECT_TRUE(judge({1, 2, 1, 3, 2}).sign_flip_cannot_reach);
  EXPECT_FALSE(judge({1, 2, 1, 3, 2, 2}).sign_flip_cannot_reach);
}

// Equal differences: p = 2^(1-J), so five runs are separated and not better.
TEST(Verdict, SeparationAloneIsNotBetter) {
  EXPECT_EQ(judge({-.5, -.5, -.5, -.5, -.5}).word, Word::kUndecided);
  EXPECT_EQ(judge({-.5, -.5, -.5, -.5, -.5, -.5}).word, Word::kBetter);
}

TEST(Verdict, Refuses) {
  const Paired paired = paired_t(std::vector<double>{1, 2, 3});
  expect_refusal([&] { verdict(paired, 1, tost(paired, 1, .05), 0, {}); },
                 "verdict: comparisons must be at least 1, got 0");
}

TEST(Verdict, WordsHaveNames) {
  EXPECT_EQ(name(Word::kNone), "none");
  EXPECT_EQ(name(Word::kEquivalent), "equivalent");
  EXPECT_EQ(name(Word::kBetter), "better");
  EXPECT_EQ(name(Word::kWorse), "worse");
  EXPECT_EQ(name(Word::kUndecided), "undecided");
}

}  // namespace
}  // namespace sextant::stats
