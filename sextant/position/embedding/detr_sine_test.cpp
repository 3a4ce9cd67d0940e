#include "sextant/position/embedding/detr_sine.h"

#include <gtest/gtest.h>

#include <numbers>

#include "sextant/position/ids.h"

#include "tests/support/errors.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::distance;
using testing::rows_at;

torch::Tensor doubles(const std::vector<double>& values) { return torch::tensor(values, torch::kFloat64); }

TEST(DetrSine, TurnsOnceOverItsGrid) {
  DetrSine encoding(DetrSineOptions{.channels = 4, .longest = 9, .direction = Direction::kCausal, .grid = {2, 4}});
  const torch::Tensor row = rows_at(*encoding, {.count = 8, .ids = grid_ids({2, 4})})[0][5];  // y = 1, x = 1
  const double y = 2 * std::numbers::pi * 2 / (2 + 1e-6), x = 2 * std::numbers::pi * 2 / (4 + 1e-6);
  EXPECT_LT(distance(row, doubles({std::sin(y), std::cos(y), std::sin(x), std::cos(x)})), 1e-15);
}

TEST(DetrSine, MeasuresOnlyWhereAllIsSeen) {
  const Positions short_line{.count = 3}, long_line{.count = 6};
  const auto first = [](DetrSineImpl& encoding, const Positions& positions) {
    return rows_at(encoding, positions).reshape({-1, 4})[0];
  };
  DetrSine both(DetrSineOptions{.channels = 4, .longest = 9});
  EXPECT_FALSE(torch::equal(first(*both, short_line), first(*both, long_line)));
  DetrSine causal(DetrSineOptions{.channels = 4, .longest = 9, .direction = Direction::kCausal});
  EXPECT_TRUE(torch::equal(first(*causal, short_line), first(*causal, long_line)));
}

TEST(DetrSine, RefusesOtherSizes) {
  EXPECT_VALUE_ERROR(DetrSine(DetrSineOptions{.channels = 6, .longest = 1}),
                     "detr-sine: channels must be a multiple of 4, got 6");
  EXPECT_VALUE_ERROR(DetrSine(DetrSineOptions{.channels = 4, .longest = 1, .base = 0}),
                     "detr-sine: base must be positive, got 0");
  EXPECT_VALUE_ERROR(DetrSine(DetrSineOptions{.channels = 4, .longest = 1, .grid = {4}}),
                     "detr-sine: grid must be height/width of at least 1, got 4");
  EXPECT_VALUE_ERROR(DetrSine(DetrSineOptions{.channels = 4, .longest = 1, .normalize = false, .grid = {4, 4}}),
                     "detr-sine: grid is for normalize=true, got 4/4");
}
}  // namespace
}  // namespace sextant::position
