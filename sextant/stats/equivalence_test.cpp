#include "sextant/stats/equivalence.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/support/expect_refusal.h"

namespace sextant::stats {
namespace {

using testing::expect_refusal;

TEST(Equivalence, PBelowAlphaJustWhenTheIntervalIsInside) {
  const std::vector<double> d = {.001, -.002, .003, 0, .001, -.001};
  for (const double margin : {.0005, .001, .0015, .00177, .002, .01}) {
    const Equivalence result = tost(paired_t(d), margin, .05);
    const bool inside = result.interval.low > -margin && result.interval.high < margin;
    EXPECT_EQ(result.p < .05, inside) << margin;
  }
}

TEST(Equivalence, WithoutVarianceTheMeanDecides) {
  const Paired same = paired_t(std::vector<double>{.1, .1, .1});
  EXPECT_EQ(tost(same, .2, .05).p, 0);
  EXPECT_EQ(tost(same, .05, .05).p, 1);
}

TEST(Equivalence, Refuses) {
  const Paired paired = paired_t(std::vector<double>{1, 2});
  expect_refusal([&] { tost(paired, 0, .05); }, "tost: margin must be positive, got 0");
  expect_refusal([&] { tost(paired, 1, .5); }, "tost: alpha must be in (0, .5), got 0.5");
}

}  // namespace
}  // namespace sextant::stats
