#include "sextant/position/rotation/rope_2d.h"

#include <gtest/gtest.h>

#include <numbers>

#include "sextant/position/ids.h"

#include "tests/support/errors.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::distance;
using testing::rotation_at;

Positions on_grid(int64_t rows, int64_t columns) { return {.count = rows * columns, .ids = grid_ids({rows, columns})}; }

TEST(Rope2d, TurnsEachHalfOfThePairsByItsAxis) {
  Rope2d rope(Rope2dOptions{.channels = 8, .extents = {}});
  const torch::Tensor sines = rotation_at(*rope, on_grid(2, 3)).q_sin;  // [1, 1, 6, 4]
  const torch::Tensor expected = torch::tensor({1.0, 0.01, 2.0, 0.02}, torch::kFloat64).sin();
  EXPECT_LT(distance(sines[0][0][5], expected), 1e-15) << "row 1, column 2";
}

TEST(Rope2d, PutsTheWidthFirstOnRequest) {
  Rope2d rope(Rope2dOptions{.channels = 8, .extents = {}, .axes = RopeAxes::kWidthHeight});
  const torch::Tensor expected = torch::tensor({2.0, 0.02, 1.0, 0.01}, torch::kFloat64).sin();
  EXPECT_LT(distance(rotation_at(*rope, on_grid(2, 3)).q_sin[0][0][5], expected), 1e-15);
}

// Pixtral: of the frequencies 1, .1, .01, .001 the height takes the first and third, the width the others.
TEST(Rope2d, AlternatesFrequenciesAsPixtralDoes) {
  Rope2d rope(Rope2dOptions{.channels = 8, .extents = {}, .split = AxisSplit::kAlternate});
  const torch::Tensor expected = torch::tensor({1.0, 0.01, 0.2, 0.002}, torch::kFloat64).sin();
  EXPECT_LT(distance(rotation_at(*rope, on_grid(2, 3)).q_sin[0][0][5], expected), 1e-15);
}

TEST(Rope2d, MapsPixelsToMinusOneToOne) {
  Rope2d rope(Rope2dOptions{.channels = 8, .extents = {2, 3}, .coords = RopeCoordinates::kPixel, .resolution = 8});
  const double pi = std::numbers::pi;  // frequencies π and 4π
  const torch::Tensor at = rotation_at(*rope, on_grid(2, 3)).q_cos[0][0];
  EXPECT_LT(distance(at[0], torch::tensor({-pi, -4 * pi, -pi, -4 * pi}, torch::kFloat64).cos()), 1e-13);
  EXPECT_LT(distance(at[4], torch::tensor({pi, 4 * pi, 0.0, 0.0}, torch::kFloat64).cos()), 1e-13) << "row 1, column 1";
}

TEST(Rope2d, TakesAPositionOnOneAxisForBoth) {
  Rope2d rope(Rope2dOptions{.channels = 8, .extents = {}});
  const torch::Tensor line = rotation_at(*rope, {.first = 2, .count = 1}).q_sin[0];
  EXPECT_LT(distance(line, torch::tensor({2.0, 0.02, 2.0, 0.02}, torch::kFloat64).sin()), 1e-15);
}

TEST(Rope2d, RefusesOtherAxesAndChannels) {
  EXPECT_VALUE_ERROR(Rope2d(Rope2dOptions{.channels = 6, .extents = {}}),
                     "rope-2d: head channels must be a multiple of 4, got 6");
  EXPECT_VALUE_ERROR(Rope2d(Rope2dOptions{.channels = 8, .extents = {}, .coords = RopeCoordinates::kPixel}),
                     "rope-2d: coords=pixel needs the extents of 2 axes, got 0");
  EXPECT_VALUE_ERROR(Rope2d(Rope2dOptions{.channels = 8, .extents = {2, 0}, .coords = RopeCoordinates::kPixel}),
                     "rope-2d: every extent must be at least 1, got 0");
  EXPECT_VALUE_ERROR(
      Rope2d(Rope2dOptions{.channels = 8, .extents = {2, 2}, .base = 50, .coords = RopeCoordinates::kPixel}),
      "rope-2d: base is for coords=index, got 50");
  EXPECT_VALUE_ERROR(Rope2d(Rope2dOptions{.channels = 8, .extents = {}, .resolution = 50}),
                     "rope-2d: resolution is for coords=pixel, got 50");
  Rope2d rope(Rope2dOptions{.channels = 8, .extents = {}});
  EXPECT_VALUE_ERROR(rotation_at(*rope, {.count = 8, .ids = grid_ids({2, 2, 2})}),
                     "rope-2d: positions have 1 or 2 axes, got 3");
}

}  // namespace
}  // namespace sextant::position
