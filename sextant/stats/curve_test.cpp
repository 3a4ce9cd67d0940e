#include "sextant/stats/curve.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "tests/support/expect_refusal.h"

namespace sextant::stats {
namespace {

using testing::expect_refusal;

const std::vector<Point> kRising = {{128, 3.0}, {256, 3.09}, {512, 3.2}, {1024, 4.0}};

TEST(Curve, BreaksWherePerplexityIsATenthAboveTheTrainedOne) {
  EXPECT_EQ(break_length(kRising, 3.0), 512);  // ln 1.1 = .0953
  EXPECT_EQ(break_length(kRising, 3.95), std::nullopt);
  EXPECT_EQ(break_length(kRising, 3.0, 1.05), 256);
}

TEST(Curve, ALossThatIsNoNumberIsBroken) {
  EXPECT_EQ(break_length(std::vector<Point>{{128, 3}, {256, NAN}}, 3.0), 256);
}

// By hand: trapezoids .045, .145 and .6 over three octaves.
TEST(Curve, ExtrapolationAreaAveragesTheRiseOverOctaves) {
  EXPECT_NEAR(extrapolation_area(kRising), (.045 + .145 + .6) / 3, 1e-12);
  EXPECT_EQ(extrapolation_area(std::vector<Point>{{64, 2}, {200, 2}}), 0);
}

TEST(Curve, EffectiveContextIsTheLastDoublingThatHelps) {
  const std::vector<Point> falling = {{32, 3.2}, {64, 3.1}, {96, 3.0}, {128, 3.05}, {256, 3.045}};
  EXPECT_EQ(effective_context(falling), 128);
  EXPECT_EQ(effective_context(falling, .001), 256);
  EXPECT_EQ(effective_context(std::vector<Point>{{32, 3}, {64, 3}}), std::nullopt);
}

TEST(Curve, Refuses) {
  expect_refusal([] { break_length({}, 3); }, "curve: too few points, got 0");
  expect_refusal([] { extrapolation_area(std::vector<Point>{{64, 3}}); }, "curve: too few points, got 1");
  expect_refusal([] { effective_context(std::vector<Point>{{0, 3}}); }, "curve: lengths must be at least 1, got 0");
  expect_refusal([] { break_length(std::vector<Point>{{64, 3}, {64, 3}}, 3); }, "curve: lengths must rise, got 64");
}

}  // namespace
}  // namespace sextant::stats
