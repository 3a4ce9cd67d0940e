#include "sextant/stats/friedman.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "tests/support/expect_refusal.h"

namespace sextant::stats {
namespace {

using ::testing::ElementsAre;
using testing::expect_refusal;

TEST(Friedman, TiesShareTheMeanOfTheirRanks) {
  const std::vector<std::vector<double>> values = {{1, 5}, {2, 5}, {3, 4}};
  EXPECT_THAT(friedman(values).mean, ElementsAre((1 + 2.5) / 2, (2 + 2.5) / 2, (3 + 1.0) / 2));
  const std::vector<std::vector<double>> same = {{1, 1}, {1, 1}};
  EXPECT_EQ(friedman(same).p, 1);
}

TEST(Friedman, Refuses) {
  using Values = std::vector<std::vector<double>>;
  expect_refusal([] { friedman(Values{{1}}); }, "friedman: arms must be at least 2, got 1");
  expect_refusal([] { friedman(Values{{}, {}}); }, "friedman: runs must be at least 1, got 0");
  expect_refusal([] { friedman(Values{{1}, {1, 2}}); }, "friedman: all arms must have equally many runs, got 2");
  expect_refusal([] { friedman(Values{{1}, {NAN}}); }, "friedman: value 0 must be finite, got nan");
}

}  // namespace
}  // namespace sextant::stats
