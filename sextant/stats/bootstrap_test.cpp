#include "sextant/stats/bootstrap.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "sextant/random/philox.h"

#include "tests/support/expect_refusal.h"

namespace sextant::stats {
namespace {

using testing::expect_refusal;

std::vector<Share> normal_shares(int64_t count, uint64_t seed) {
  std::vector<Share> shares;
  random::Philox philox(seed);
  for (int64_t n = 0; n < count; ++n) shares.push_back({philox.normal(), 1});
  return shares;
}

double width(const Interval& interval) { return interval.high - interval.low; }

// NumPy's default, by hand.
TEST(Quantile, IsLinearBetweenOrderStatistics) {
  const std::vector<double> sorted = {1, 2, 4, 8};
  EXPECT_EQ(quantile(sorted, 0), 1);
  EXPECT_EQ(quantile(sorted, .5), 3);
  EXPECT_DOUBLE_EQ(quantile(sorted, .9), 6.8);
  EXPECT_EQ(quantile(sorted, 1), 8);
  expect_refusal([] { quantile({}, .5); }, "quantile: values must be at least 1, got 0");
  expect_refusal([&] { quantile(sorted, 2); }, "quantile: p must be in [0, 1], got 2");
}

// For a mean of 400 standard normals the percentile interval is about ±1.96/√400.
TEST(Bootstrap, IntervalOfAMeanHasTheWidthOfTheNormalOne) {
  const Interval found = bootstrap_ratio(normal_shares(400, 5));
  EXPECT_NEAR(width(found), 2 * 1.96 / 20, .02);
}

TEST(Bootstrap, CoversTheTruthAsOftenAsItSays) {
  int covered = 0;
  constexpr int kTrials = 300;
  for (int trial = 0; trial < kTrials; ++trial) {
    const Interval found = bootstrap_ratio(normal_shares(60, 100 + trial), {.draws = 400, .level = .9});
    covered += found.low < 0 && 0 < found.high;
  }
  EXPECT_NEAR(covered / double{kTrials}, .9, .06);  // sd .017, and the percentile interval is a little narrow
}

TEST(Bootstrap, SameSeedSameIntervalOtherSeedAnother) {
  const auto shares = normal_shares(30, 1);
  EXPECT_EQ(bootstrap_ratio(shares), bootstrap_ratio(shares));
  EXPECT_NE(bootstrap_ratio(shares), bootstrap_ratio(shares, {.seed = 18}));
}

TEST(Bootstrap, WeighsDocumentsByTheirTokens) {
  const std::vector<Share> shares = {{2, 1}, {4, 3}};
  EXPECT_EQ(ratio(shares, std::vector<int64_t>{0, 1}), 1.5);
  EXPECT_EQ(ratio(shares, std::vector<int64_t>{0, 0}), 2);
}

TEST(Bootstrap, ABreakLengthMayLieBeyondTheLongestTested) {
  constexpr double kBeyond = std::numeric_limits<double>::infinity();
  const auto statistic = [&](std::span<const int64_t> drawn) { return drawn[0] == 0 ? 512 : kBeyond; };
  const Interval found = bootstrap(2, statistic);
  EXPECT_EQ(found.low, 512);
  EXPECT_EQ(found.high, kBeyond);
}

// Neighbours in pairs of equal values: single draws see twice the independent items there are.
TEST(BootstrapBlocks, SeesTheCorrelationThatSingleItemsHide) {
  std::vector<Share> shares;
  random::Philox philox(9);
  for (int64_t n = 0; n < 200; ++n) {
    const double value = philox.normal();
    for (int64_t copy = 0; copy < 8; ++copy) shares.push_back({value, 1});
  }
  const auto mean = [&](std::span<const int64_t> drawn) { return ratio(shares, drawn); };
  const double single = width(bootstrap(std::ssize(shares), mean));
  const double blocks = width(bootstrap_blocks(std::ssize(shares), 80, mean));
  EXPECT_NEAR(blocks / single, std::sqrt(8), .5);
}

TEST(BootstrapBlocks, DrawsRunsOfNeighbours) {
  bootstrap_blocks(10, 4, [](std::span<const int64_t> drawn) {
    EXPECT_EQ(drawn.size(), 10);
    for (const int64_t n : {1, 2, 3, 5, 6, 7, 9}) EXPECT_EQ(drawn[n], drawn[n - 1] + 1);
    for (const int64_t item : drawn) EXPECT_TRUE(item >= 0 && item < 10);
    return 0.0;
  });
}

// Five runs that differ by nothing but the documents, the same in all: averaging runs removes no document error.
TEST(BootstrapRuns, SharedDocumentsKeepTheirErrorAndOwnOnesAverageOut) {
  const std::vector<std::vector<Share>> runs(5, normal_shares(100, 4));
  const double alone = width(bootstrap_ratio(runs[0]));
  EXPECT_NEAR(width(bootstrap_runs(runs, Documents::kSameInAllRuns)) / alone, 1, .1);
  EXPECT_NEAR(width(bootstrap_runs(runs, Documents::kOwnOfEachRun)) / alone, 1 / std::sqrt(5), .05);
}

TEST(BootstrapRuns, SeesTheSpreadOfTheRuns) {
  std::vector<std::vector<Share>> runs;
  for (int run = 0; run < 6; ++run) runs.push_back(std::vector<Share>(50, Share{double(run), 1}));
  EXPECT_GT(width(bootstrap_runs(runs, Documents::kSameInAllRuns)), 2);
}

TEST(Bootstrap, Refuses) {
  const auto zero = [](std::span<const int64_t>) { return 0.0; };
  expect_refusal([&] { bootstrap(0, zero); }, "bootstrap: items must be at least 1, got 0");
  expect_refusal([&] { bootstrap(1, zero, {.draws = 0}); }, "bootstrap: draws must be at least 1, got 0");
  expect_refusal([&] { bootstrap(1, zero, {.level = 1}); }, "bootstrap: level must be in (0, 1), got 1");
  expect_refusal([&] { bootstrap(1, [](std::span<const int64_t>) { return NAN; }); },
                 "bootstrap: the statistic must not be NaN, got nan");
  expect_refusal([&] { bootstrap_blocks(0, 1, zero); }, "bootstrap: items must be at least 1, got 0");
  expect_refusal([&] { bootstrap_blocks(5, 6, zero); }, "bootstrap: block must be 1 to the number of items, got 6");
  expect_refusal([] { bootstrap_runs({}, Documents::kOwnOfEachRun); }, "bootstrap: runs must be at least 1, got 0");
  expect_refusal([] { bootstrap_runs({{}}, Documents::kOwnOfEachRun); },
                 "bootstrap: documents must be at least 1, got 0");
  expect_refusal(
      [] {
        bootstrap_runs({{{1, 1}}, {{1, 1}, {1, 1}}}, Documents::kSameInAllRuns);
      },
      "bootstrap: all runs must have equally many documents, got 2");
}

}  // namespace
}  // namespace sextant::stats
