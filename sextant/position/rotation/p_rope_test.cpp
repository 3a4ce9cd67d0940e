#include "sextant/position/rotation/p_rope.h"

#include <gtest/gtest.h>

#include "sextant/position/rotation/rope.h"

#include "tests/support/errors.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::rotation_at;

TEST(PRope, IsRopeWhenEveryPairTurns) {
  PRope all(PRopeOptions{.channels = 8, .fraction = 1});
  Rope rope(RopeOptions{.channels = 8, .longest = 16});
  EXPECT_TRUE(torch::equal(rotation_at(*all, {.count = 9}).q_cos, rotation_at(*rope, {.count = 9}).q_cos));
}

TEST(PRope, IsNopeWhenNoPairTurns) {
  PRope none(PRopeOptions{.channels = 8, .fraction = 0});
  const Rotation rotation = rotation_at(*none, {.count = 9});
  EXPECT_TRUE((rotation.q_cos == 1).all().item<bool>());
  EXPECT_TRUE((rotation.q_sin == 0).all().item<bool>());
}

TEST(PRope, LetsTheSlowPairsOfTheWholeHeadStandStill) {
  PRope some(PRopeOptions{.channels = 8, .fraction = 0.5});
  const torch::Tensor sines = rotation_at(*some, {.first = 1, .count = 1}).q_sin[0];
  EXPECT_TRUE(torch::allclose(sines, torch::tensor({1.0, 0.1, 0.0, 0.0}, torch::kFloat64).sin(), 1e-15, 1e-15));
}

TEST(PRope, RefusesAFractionAboveOne) {
  EXPECT_VALUE_ERROR(PRope(PRopeOptions{.channels = 8, .fraction = 2}),
                     "p-rope: fraction must be between 0 and 1, got 2");
}

}  // namespace
}  // namespace sextant::position
