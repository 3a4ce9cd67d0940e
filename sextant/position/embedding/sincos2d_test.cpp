#include "sextant/position/embedding/sincos2d.h"

#include <gtest/gtest.h>

#include "sextant/position/ids.h"

#include "tests/support/errors.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::distance;
using testing::rows_at;

// (h, w) = (1, 2), d = 8, computed at 40 digits.
TEST(Sincos2d, IsTheTableOfBothAxes) {
  const torch::Tensor h = torch::tensor({.8414709848, .0099998333, .5403023059, .9999500004}, torch::kFloat64);
  const torch::Tensor w = torch::tensor({.9092974268, .0199986667, -.4161468365, .9998000067}, torch::kFloat64);
  const Positions grid{.count = 6, .ids = grid_ids({2, 3})};
  Sincos2d height_first(Sincos2dOptions{.channels = 8});
  EXPECT_LT(distance(rows_at(*height_first, grid)[0][5], torch::cat({h, w})), 1e-10);
  Sincos2d width_first(Sincos2dOptions{.channels = 8, .axes = GridAxes::kWidthHeight});
  EXPECT_LT(distance(rows_at(*width_first, grid)[0][5], torch::cat({w, h})), 1e-10) << "the original MAE code";
}

TEST(Sincos2d, CountsAPositionOnOneAxisOnBoth) {
  Sincos2d encoding(Sincos2dOptions{.channels = 8});
  const torch::Tensor row = rows_at(*encoding, {.first = 2, .count = 1})[0];
  EXPECT_TRUE(torch::equal(row.slice(0, 0, 4), row.slice(0, 4)));
}

TEST(Sincos2d, RefusesOtherWidthsAndAxes) {
  EXPECT_VALUE_ERROR(Sincos2d(Sincos2dOptions{.channels = 6}), "sincos2d: channels must be a multiple of 4, got 6");
  Sincos2d encoding(Sincos2dOptions{.channels = 8});
  EXPECT_VALUE_ERROR(rows_at(*encoding, {.count = 8, .ids = grid_ids({2, 2, 2})}),
                     "sincos2d: positions have 1 or 2 axes, got 3");
  EXPECT_VALUE_ERROR(grid_ids({2, 0}), "grid: every extent must be at least 1, got 0");
}

TEST(GridIds, AreRowMajor) {
  EXPECT_TRUE(torch::equal(grid_ids({2, 3}), torch::tensor({{{0, 0, 0, 1, 1, 1}}, {{0, 1, 2, 0, 1, 2}}})));
}

}  // namespace
}  // namespace sextant::position
