#include "sextant/stats/paired.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "sextant/random/philox.h"

#include "tests/support/expect_refusal.h"

namespace sextant::stats {
namespace {

using testing::expect_refusal;

TEST(Paired, CorrectionWidensTheErrorByTheSharedTrainingData) {
  const std::vector<double> d = {.03, .01, .02, .05, .04};
  const Paired plain = paired_t(d), corrected = corrected_t(d, test_over_train(5));
  EXPECT_DOUBLE_EQ(corrected.error / plain.error, std::sqrt((.2 + .25) / .2));
  EXPECT_EQ(corrected.df, 4);
  EXPECT_GT(corrected.p, plain.p);
}

TEST(Paired, EqualDifferencesGetTheSignTestsP) {
  const std::vector<double> same = {.1, .1, .1, .1};
  EXPECT_EQ(paired_t(same).deviation, 0);
  EXPECT_EQ(paired_t(same).p, .125);
  EXPECT_EQ(paired_t(same).t, std::numeric_limits<double>::infinity());
  EXPECT_EQ(paired_t(std::vector<double>{0, 0, 0}).p, 1);
  EXPECT_EQ(paired_t(std::vector<double>{0, 0, 0}).t, 0);
}

TEST(Paired, RoundingOfTheSubtractionIsNoVariance) {
  const std::vector<double> a = {1.3, 1.7, 2.1}, b = {1.2, 1.6, 2.0};
  EXPECT_EQ(paired_t(differences(a, b)).deviation, 0);
}

TEST(Paired, Refuses) {
  expect_refusal([] { paired_t(std::vector<double>{1}); }, "paired t: runs must be at least 2, got 1");
  expect_refusal([] { paired_t(std::vector<double>{1, NAN}); }, "paired t: value 1 must be finite, got nan");
  expect_refusal(
      [] {
        corrected_t(std::vector<double>{1, 2}, -1);
      },
      "paired t: n_test/n_train must not be negative, got -1");
  expect_refusal([] { test_over_train(1); }, "test_over_train: folds must be at least 2, got 1");
  expect_refusal([] { differences(std::vector<double>{1}, {}); },
                 "differences: A and B must have equally many runs, got 1");
  expect_refusal([] { interval(paired_t(std::vector<double>{1, 2}), 1); }, "interval: level must be in (0, 1), got 1");
}

TEST(Separation, SpeaksForDisjointRangesOnly) {
  const std::vector<double> high = {2.0, 2.2, 2.1}, low = {1.0, 1.9, 1.5}, wide = {1.0, 2.05, 1.5};
  const auto separated = separation(high, low);
  ASSERT_TRUE(separated);
  EXPECT_EQ(separated->sign, 1);
  EXPECT_NEAR(separated->gap, .3, 1e-12);
  EXPECT_EQ(separated->p, .25);
  EXPECT_EQ(separation(low, high)->sign, -1);
  EXPECT_FALSE(separation(high, wide));
}

TEST(Separation, SpeaksForEqualDifferencesOfOverlappingRanges) {
  const auto separated = separation(std::vector<double>{1.5, 2.5, 3.5}, std::vector<double>{1, 2, 3});
  ASSERT_TRUE(separated);
  EXPECT_EQ(separated->gap, .5);
  EXPECT_FALSE(separation(std::vector<double>{1, 2}, std::vector<double>{1, 2}));
}

struct FalseAlarms {
  double naive, corrected;
};

/// Both tests at .05 on runs without any difference, whose errors correlate by 1/k as those of k folds do.
FalseAlarms false_alarms(int64_t folds, int64_t repeats) {
  constexpr int kDraws = 40'000;
  const double correlation = 1.0 / static_cast<double>(folds);
  FalseAlarms counts = {};
  std::vector<double> d(folds * repeats);
  for (int draw = 0; draw < kDraws; ++draw) {
    random::Philox philox(1, folds * 1000 + repeats, draw);
    const double common = std::sqrt(correlation) * philox.normal();
    for (double& value : d) value = common + std::sqrt(1 - correlation) * philox.normal();
    counts.naive += paired_t(d).p < .05;
    counts.corrected += corrected_t(d, test_over_train(folds)).p < .05;
  }
  return {counts.naive / kDraws, counts.corrected / kDraws};
}

// The table of the design's section on the type-I test of the harness; 40,000 draws have sd .0011 at .05, .0025 at .56.
TEST(PairedSlow, CorrectedTestKeepsFivePercentWhereTheNaiveOneDoesNot) {
  struct Row {
    int64_t folds, repeats;
    double naive, corrected;
  };
  for (const Row& row : {Row{3, 1, .111, .050}, Row{5, 1, .137, .050}, Row{10, 1, .155, .049}, Row{5, 2, .258, .050},
                         Row{10, 10, .565, .048}}) {
    const FalseAlarms found = false_alarms(row.folds, row.repeats);
    SCOPED_TRACE(::testing::Message() << row.folds << " folds x " << row.repeats);
    EXPECT_NEAR(found.naive, row.naive, .005);
    EXPECT_NEAR(found.corrected, row.corrected, .005);
  }
}

}  // namespace
}  // namespace sextant::stats
