#include "sextant/stats/sign_flip.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sextant/random/philox.h"

#include "tests/support/expect_refusal.h"

namespace sextant::stats {
namespace {

using testing::expect_refusal;

// By hand: only the signs given and their mirror image reach 6.
TEST(SignFlip, CountsTheSignsThatReachTheObservedSum) {
  EXPECT_EQ(sign_flip(std::vector<double>{1, 2, 3}), .25);
  EXPECT_EQ(sign_flip(std::vector<double>{1, 2, -3}), 1);
  EXPECT_EQ(sign_flip(std::vector<double>{-1, 2, 4}), .5);  // |sum| >= 5: 5 and 7, and their mirror images
}

// Brute force over all signs is the oracle; values on a grid make ties.
TEST(SignFlip, EqualsBruteForce) {
  for (const uint64_t runs : {1, 2, 5, 9, 12}) {
    random::Philox philox(3, 0, runs);
    std::vector<double> d;
    for (uint64_t j = 0; j < runs; ++j) d.push_back(static_cast<double>(philox.below(11)) / 10 - .3);
    double observed = 0;
    for (const double value : d) observed += value;
    int reaching = 0;
    for (uint64_t signs = 0; signs < (1u << runs); ++signs) {
      double sum = 0;
      for (uint64_t j = 0; j < runs; ++j) sum += (signs >> j & 1) ? d[j] : -d[j];
      reaching += std::abs(sum) >= std::abs(observed) - 1e-9;
    }
    EXPECT_DOUBLE_EQ(sign_flip(d), reaching / std::exp2(runs)) << runs << " runs";
  }
}

TEST(SignFlip, NeedsSixRunsForFivePercentAndNineForASeventhOfIt) {
  EXPECT_EQ(runs_to_reach(.05), 6);
  EXPECT_EQ(runs_to_reach(.05 / 7), 9);
  EXPECT_EQ(sign_flip(std::vector<double>(6, 1.0)), smallest_sign_flip_p(6));
}

TEST(SignFlip, Refuses) {
  expect_refusal([] { sign_flip({}); }, "sign_flip: runs must be 1 to 44, got 0");
  expect_refusal([] { sign_flip(std::vector<double>(45, 1.0)); }, "sign_flip: runs must be 1 to 44, got 45");
  expect_refusal([] { sign_flip(std::vector<double>{NAN}); }, "sign_flip: value 0 must be finite, got nan");
  expect_refusal([] { runs_to_reach(0); }, "runs_to_reach: alpha must be in (0, 1), got 0");
}

}  // namespace
}  // namespace sextant::stats
