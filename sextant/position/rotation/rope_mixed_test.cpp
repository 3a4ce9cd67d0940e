#include "sextant/position/rotation/rope_mixed.h"

#include <gtest/gtest.h>

#include "sextant/position/ids.h"

#include "tests/support/errors.h"
#include "tests/support/golden_tensors.h"
#include "tests/support/gradcheck.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::distance;
using testing::rotation_at;

RopeMixed mixed(int64_t channels, int64_t heads, int64_t key_heads) {
  torch::manual_seed(4);
  RopeMixed rope(RopeMixedOptions{.channels = channels, .heads = heads, .key_heads = key_heads});
  rope->to(torch::kFloat64);
  return rope;
}

// tests/golden/make_timm_rope_mixed.py: timm's frequencies, as drawn there, and its tables on 3 by 5 patches.
TEST(RopeMixed, TablesAreThoseOfTimm) {
  const testing::GoldenTensors golden("timm_rope_mixed.safetensors");
  RopeMixed rope = mixed(16, 2, 2);
  const torch::NoGradGuard no_grad;
  rope->frequencies.copy_(golden["frequencies"]);
  const Rotation rotation = rotation_at(*rope, {.count = 15, .ids = grid_ids({3, 5})});
  EXPECT_LT(distance(rotation.q_cos[0], golden["cos"]), 1e-13);
  EXPECT_LT(distance(rotation.k_sin[0], golden["sin"]), 1e-13);
}

// What timm drew is of the same kind: equal sizes in both halves, at right angles, one direction a head.
TEST(RopeMixed, StartsWithTwoDirectionsAtRightAnglesInEachHead) {
  RopeMixed rope = mixed(16, 2, 2);
  const testing::GoldenTensors golden("timm_rope_mixed.safetensors");
  const torch::Tensor sizes = torch::pow(10.0, -torch::arange(4, torch::kFloat64) / 4);
  for (const torch::Tensor& w : {golden["frequencies"], rope->frequencies.detach()}) {
    const torch::Tensor along = w.slice(2, 0, 4), across = w.slice(2, 4, 8);
    EXPECT_LT(distance(along.square().sum(0).sqrt(), sizes.expand({2, 4})), 1e-6);
    EXPECT_LT(distance(along[0], across[1]), 1e-6);
    EXPECT_LT(distance(along[1], -across[0]), 1e-6);
    const torch::Tensor direction = torch::atan2(along[1], along[0]);
    EXPECT_LT(distance(direction, direction.slice(1, 0, 1).expand({2, 4})), 1e-6);
    EXPECT_GT(distance(direction[0], direction[1]), 1e-3);
  }
}

TEST(RopeMixed, SharesFrequenciesAmongHeadsThatShareKeys) {
  RopeMixed rope = mixed(8, 4, 2);
  const Rotation rotation = rotation_at(*rope, {.first = 1, .count = 3});
  ASSERT_EQ(rotation.q_cos.sizes(), (std::vector<int64_t>{1, 4, 3, 4}));
  ASSERT_EQ(rotation.k_cos.sizes(), (std::vector<int64_t>{1, 2, 3, 4}));
  EXPECT_TRUE(torch::equal(rotation.q_cos[0][1], rotation.k_cos[0][0]));
  EXPECT_TRUE(torch::equal(rotation.q_sin[0][2], rotation.k_sin[0][1]));
}

TEST(RopeMixed, TrainsItsFrequencies) {
  RopeMixed rope = mixed(8, 2, 1);
  const torch::Tensor x = torch::randn({1, 2, 6, 8}, torch::kFloat64);
  testing::expect_gradients(
      [&] {
        const Rotation rotation = rotation_at(*rope, {.count = 6, .ids = grid_ids({2, 3})});
        return rotated(x, rotation.q_cos, rotation.q_sin, rotation.layout);
      },
      {rope->frequencies});
}

TEST(RopeMixed, BelongsToEachLayerUnlessShared) {
  const Scheme own = make_scheme("rope-mixed", testing::small_request());
  EXPECT_NE(own.layers[0].rotation, own.layers[1].rotation);
  const Scheme shared = make_scheme("rope-mixed:share=true", testing::small_request());
  EXPECT_EQ(shared.layers[0].rotation, shared.layers[1].rotation);
}

TEST(RopeMixed, RefusesOtherAxesAndChannels) {
  EXPECT_VALUE_ERROR(mixed(6, 1, 1), "rope-mixed: head channels must be a multiple of 4, got 6");
  EXPECT_VALUE_ERROR(RopeMixed(RopeMixedOptions{.channels = 8, .heads = 1, .key_heads = 1, .base = 1}),
                     "rope-mixed: base must be greater than 1, got 1");
  RopeMixed rope = mixed(8, 1, 1);
  EXPECT_VALUE_ERROR(rotation_at(*rope, {.count = 8, .ids = grid_ids({2, 2, 2})}),
                     "rope-mixed: positions have 1 or 2 axes, got 3");
}

}  // namespace
}  // namespace sextant::position
