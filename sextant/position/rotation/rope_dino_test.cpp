#include "sextant/position/rotation/rope_dino.h"

#include <gtest/gtest.h>

#include <numbers>

#include "sextant/position/ids.h"

#include "tests/support/errors.h"
#include "tests/support/golden_tensors.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::distance;
using testing::rotation_at;

// tests/golden/make_transformers_mrope.py: DINOv3ViTRopePositionEmbedding on 3 by 5 patches, in float64.
TEST(RopeDino, TablesAreThoseOfTransformers) {
  const testing::GoldenTensors golden("transformers_mrope.safetensors");
  RopeDino rope(RopeDinoOptions{.channels = 32, .extents = {3, 5}});
  const Rotation rotation = rotation_at(*rope, {.count = 15, .ids = grid_ids({3, 5})});
  EXPECT_LT(distance(rotation.q_cos[0][0], golden["dino.cos"]), 1e-13);
  EXPECT_LT(distance(rotation.q_sin[0][0], golden["dino.sin"]), 1e-13);
}

TEST(RopeDino, MeasuresFromTheMiddleOfTheGrid) {
  RopeDino rope(RopeDinoOptions{.channels = 4, .extents = {1, 4}});
  const torch::Tensor sines = rotation_at(*rope, {.count = 4, .ids = grid_ids({1, 4})}).q_sin[0][0];
  const torch::Tensor expected = (2 * std::numbers::pi * torch::tensor({-.75, -.25, .25, .75}, torch::kFloat64)).sin();
  EXPECT_LT(distance(sines.select(1, 1), expected), 1e-15);
  EXPECT_LT(sines.select(1, 0).abs().max().item<double>(), 1e-15) << "a single row is the middle";
}

TEST(RopeDino, TakesTheGridOfTheModel) {
  SchemeRequest request = testing::small_request();
  request.extents = {3, 5};
  const auto rope = std::dynamic_pointer_cast<RopeDinoImpl>(make_scheme("rope-dino", request).layers[0].rotation);
  EXPECT_EQ(rope->options.extents, (std::vector<int64_t>{3, 5}));
  EXPECT_EQ(make_scheme("rope-dino:extents=4/4", request).spec, "rope-dino:extents=4/4");
}

TEST(RopeDino, RefusesOtherGridsAndChannels) {
  EXPECT_VALUE_ERROR(RopeDino(RopeDinoOptions{.channels = 6, .extents = {2, 2}}),
                     "rope-dino: head channels must be a multiple of 4, got 6");
  EXPECT_VALUE_ERROR(RopeDino(RopeDinoOptions{.channels = 8, .extents = {2, 2}, .base = 1}),
                     "rope-dino: base must be greater than 1, got 1");
  EXPECT_VALUE_ERROR(RopeDino(RopeDinoOptions{.channels = 8, .extents = {2}}),
                     "rope-dino: a grid has the extents of 2 axes, got 1");
  EXPECT_VALUE_ERROR(RopeDino(RopeDinoOptions{.channels = 8, .extents = {2, 0}}),
                     "rope-dino: every extent must be at least 1, got 0");
  RopeDino rope(RopeDinoOptions{.channels = 8, .extents = {2, 2}});
  EXPECT_VALUE_ERROR(rotation_at(*rope, {.count = 8, .ids = grid_ids({2, 2, 2})}),
                     "rope-dino: positions have 1 or 2 axes, got 3");
}

}  // namespace
}  // namespace sextant::position
