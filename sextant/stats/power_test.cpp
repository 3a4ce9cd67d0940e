#include "sextant/stats/power.h"

#include <gtest/gtest.h>

#include "sextant/stats/paired.h"
#include "sextant/stats/special.h"

#include "tests/support/expect_refusal.h"

namespace sextant::stats {
namespace {

using testing::expect_refusal;

// The published table is to two decimals.
constexpr double kTwoDecimals = .0051;

TEST(Power, MinimumDetectableDifferenceOfFoldsIsTheTables) {
  struct Row {
    int64_t folds, repeats;
    double observed, difference;
  };
  for (const Row& row : {Row{3, 1, 3.93, 5.16}, Row{5, 1, 1.86, 2.52}, Row{10, 1, 1.04, 1.45}, Row{5, 2, 1.34, 1.86},
                         Row{5, 3, 1.21, 1.70}, Row{5, 4, 1.15, 1.62}, Row{5, 5, 1.11, 1.57}, Row{10, 2, .84, 1.19},
                         Row{10, 10, .69, .98}}) {
    SCOPED_TRACE(::testing::Message() << row.folds << " folds x " << row.repeats);
    const Detectable found = minimum_detectable({row.folds * row.repeats, test_over_train(row.folds)});
    EXPECT_NEAR(found.observed, row.observed, kTwoDecimals);
    EXPECT_NEAR(found.difference, row.difference, kTwoDecimals);
  }
}

TEST(Power, MinimumDetectableDifferenceOfSeedsIsTheTables) {
  struct Row {
    int64_t seeds;
    double observed, difference;
  };
  for (const Row& row :
       {Row{3, 2.48, 3.26}, Row{4, 1.59, 2.13}, Row{5, 1.24, 1.68}, Row{6, 1.05, 1.43}, Row{7, .92, 1.27},
        Row{8, .84, 1.16}, Row{10, .72, 1.00}, Row{15, .55, .78}, Row{20, .47, .66}}) {
    SCOPED_TRACE(row.seeds);
    const Detectable found = minimum_detectable({row.seeds});
    EXPECT_NEAR(found.observed, row.observed, kTwoDecimals);
    EXPECT_NEAR(found.difference, row.difference, kTwoDecimals);
  }
}

TEST(Power, MinimumDetectableDifferenceOfTheFirstHolmStepIsTheTables) {
  struct Row {
    int64_t seeds;
    double observed, difference;
  };
  for (const Row& row : {Row{5, 2.27, 2.87}, Row{8, 1.33, 1.70}, Row{10, 1.09, 1.41}}) {
    SCOPED_TRACE(row.seeds);
    const Detectable found = minimum_detectable({row.seeds}, .05 / 7);
    EXPECT_NEAR(found.observed, row.observed, kTwoDecimals);
    EXPECT_NEAR(found.difference, row.difference, kTwoDecimals);
  }
}

TEST(Power, EquivalenceMarginIsTheTables) {
  struct Row {
    int64_t seeds;
    double margin;
  };
  for (const Row& row : {Row{3, 2.66}, Row{5, 1.60}, Row{7, 1.26}, Row{10, 1.00}, Row{15, .80}, Row{20, .68}}) {
    SCOPED_TRACE(row.seeds);
    EXPECT_NEAR(equivalence_margin({row.seeds}), row.margin, kTwoDecimals);
  }
}

TEST(Power, WithoutAnyDifferenceItIsTheLevelOfTheTest) {
  for (const double df : {1., 4., 50.}) {
    EXPECT_NEAR(two_sided_power(0, df, student_quantile(.975, df)), .05, 1e-8);
  }
}

TEST(Power, Refuses) {
  expect_refusal([] { two_sided_power(1, 0, 2); }, "power: degrees of freedom must be at least 1, got 0");
  expect_refusal([] { two_sided_power(1, 1, -2); }, "power: critical value must not be negative, got -2");
  expect_refusal([] { minimum_detectable({1}); }, "power: runs must be at least 2, got 1");
  expect_refusal([] { minimum_detectable({5, -1}); }, "power: n_test/n_train must not be negative, got -1");
  expect_refusal([] { minimum_detectable({5}, 0); }, "power: alpha must be in (0, 1), got 0");
  expect_refusal([] { minimum_detectable({5}, .5, .4); }, "power: power must be in (alpha, 1), got 0.4");
  expect_refusal([] { equivalence_margin({5}, .6, .8); }, "power: alpha of an equivalence must be below .5, got 0.6");
}

}  // namespace
}  // namespace sextant::stats
