#include "sextant/eval/metrics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace sextant::eval {
namespace {

TEST(BreakLength, IsTheFirstLengthTenPercentAbove) {
  const double base = 1.0;
  const std::vector<CurvePoint> curve = {{.length = 256, .nats = base + std::log(1.2)},
                                         {.length = 64, .nats = base},
                                         {.length = 128, .nats = base + std::log(1.09)}};
  EXPECT_EQ(break_length(curve, 64), 256);
  EXPECT_EQ(break_length(curve, 64, 1.05), 128);
  EXPECT_EQ(break_length(curve, 64, 2), std::nullopt);
  EXPECT_THROW(break_length(curve, 32), std::invalid_argument);
}

TEST(UseOfContext, IsTheGainOnTheSameTargets) {
  const Result result = reduce({3, 2.5, 2, 2}, plan(parse_protocol("suffix:2,[2,4],anchors=0"), {10}));
  EXPECT_DOUBLE_EQ(use_of_context(result, 2, 4), 0.75);
  EXPECT_THROW(use_of_context(result, 2, 8), std::invalid_argument);
}

// Over log2 L = 6, 7, 8: excess 0, 1, 1; trapezoids .5 and 1; range 2.
TEST(ExtrapolationArea, IsATrapezoidOverTheLogarithmOfTheLength) {
  const std::vector<CurvePoint> curve = {
      {.length = 32, .nats = 9}, {.length = 64, .nats = 2}, {.length = 128, .nats = 3}, {.length = 256, .nats = 3}};
  EXPECT_DOUBLE_EQ(extrapolation_area(curve, 64), 0.75);
  EXPECT_THROW(extrapolation_area(curve, 256), std::invalid_argument);
  EXPECT_THROW(extrapolation_area(curve, 100), std::invalid_argument);
}

TEST(EffectiveContext, IsWhereDoublingStillPays) {
  const std::vector<CurvePoint> curve = {{.length = 8, .nats = 2},
                                         {.length = 16, .nats = 1.9},
                                         {.length = 32, .nats = 1.88},
                                         {.length = 64, .nats = 1.875}};
  EXPECT_EQ(effective_context(curve), 32);
  EXPECT_EQ(effective_context(curve, 0.05), 16);
  EXPECT_EQ(effective_context(curve, 1), 0);
}

TEST(Shares, AddUpToTheMean) {
  const Result result = reduce({1, 2, 4}, plan(parse_protocol("chunk:4"), {3, 2}), {1, 1, 2});
  const std::vector<stats::Share> tokens = shares_of_tokens(result);
  const std::vector<int64_t> all = {0, 1};
  EXPECT_DOUBLE_EQ(stats::ratio(tokens, all), result.nats);
  EXPECT_DOUBLE_EQ(stats::ratio(shares_of_bits(result), all), bits_per_byte(result));
  EXPECT_THROW(shares_of_bits(reduce({1, 2, 4}, plan(parse_protocol("chunk:4"), {3, 2}))), std::invalid_argument);
}

TEST(Curve, TakesThePointsOfAResult) {
  const std::vector<CurvePoint> points =
      curve(reduce({3, 2.5, 2, 2}, plan(parse_protocol("suffix:2,[2,4],anchors=0"), {10})));
  ASSERT_EQ(points.size(), 2u);
  EXPECT_EQ(points[1].length, 4);
}

}  // namespace
}  // namespace sextant::eval
