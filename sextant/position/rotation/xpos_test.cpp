#include "sextant/position/rotation/xpos.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/errors.h"
#include "tests/support/golden_tensors.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::at_ids;
using testing::distance;
using testing::rotation_at;

torch::Tensor doubles(const std::vector<double>& values) { return torch::tensor(values, torch::kFloat64); }

/// q·k of every pair, both [T, D], turned at the same positions in one version.
torch::Tensor scores(XposImpl& xpos, const torch::Tensor& q, const torch::Tensor& k, const Positions& positions,
                     int64_t version = 0) {
  torch::Tensor a = q.view({1, 1, q.size(0), -1}), b = k.view({1, 1, k.size(0), -1});
  rotate(a, b, rotation_at(xpos, positions, version));
  return torch::matmul(a, b.transpose(-1, -2))[0][0];
}

// R = 8; computed at 40 digits.
TEST(Xpos, FadesEachPairByItsFactor) {
  EXPECT_LT(distance(doubles(xpos_factors(8)), doubles({.2857142857, .4642857143, .6428571429, .8214285714})), 5e-11);
  Xpos xpos(XposOptions{.channels = 8});
  const Rotation rotation = rotation_at(*xpos, at_ids({0, 64}));
  const torch::Tensor of_query = (rotation.q_cos[1].square() + rotation.q_sin[1].square()).sqrt();
  const torch::Tensor of_key = (rotation.k_cos[0].square() + rotation.k_sin[0].square()).sqrt();
  EXPECT_LT(distance(of_query * of_key, doubles({.8550499668, .9085486034, .9462683387, .9757110548})), 5e-11);
}

// tests/golden/make_x_transformers_rotations.py: one call, with the origin at half the length.
TEST(Xpos, ScoresAsXTransformersDoes) {
  const testing::GoldenTensors golden("x_transformers_rotations.safetensors");
  const torch::Tensor q = golden["xpos.q"], k = golden["xpos.k"], expected = golden["xpos.scores"];
  Xpos xpos(XposOptions{.channels = q.size(1)});
  EXPECT_LT(distance(scores(*xpos, q, k, {.count = q.size(0)}), expected), 1e-12 * expected.abs().max().item<double>());
}

TEST(Xpos, BlocksStartEveryEightScales) {
  Xpos xpos(XposOptions{.channels = 8});
  EXPECT_TRUE(torch::equal(xpos->versions({.first = 4094, .count = 4}), torch::tensor({0, 0, 1, 1})));
  const Positions real{.count = 2, .ids = doubles({4095.9, 8192.5})};
  EXPECT_TRUE(torch::equal(xpos->versions(real), torch::tensor({0, 2})));
  Xpos quick(XposOptions{.channels = 8, .scale = 2});
  EXPECT_TRUE(torch::equal(quick->versions({.first = 14, .count = 4}), torch::tensor({0, 0, 1, 1})));
}

TEST(Xpos, ScoresAlikeFromEveryOrigin) {
  torch::manual_seed(3);
  Xpos xpos(XposOptions{.channels = 8, .scale = 2});
  const torch::Tensor q = torch::randn({6, 8}, torch::kFloat64), k = torch::randn({6, 8}, torch::kFloat64);
  const Positions positions{.first = 13, .count = 6};
  EXPECT_LT(distance(scores(*xpos, q, k, positions, 0), scores(*xpos, q, k, positions, 1)), 1e-12);
}

TEST(Xpos, IsFiniteInFloat32FarOut) {
  Xpos xpos(XposOptions{.channels = 64});
  Memory memory;
  const Positions queries = at_ids({1000000}), keys = at_ids({0, 900000, 999000, 1000000});
  const int64_t version = xpos->versions(queries)[0].item<int64_t>();
  const Rotation rotation = xpos->rotation({torch::zeros({1, 1, 64}), queries, keys, memory}, version);
  ASSERT_EQ(rotation.k_cos.scalar_type(), torch::kFloat32);
  for (const torch::Tensor& table : {rotation.q_cos, rotation.q_sin, rotation.k_cos, rotation.k_sin}) {
    EXPECT_TRUE(table.isfinite().all().item<bool>());
    EXPECT_LE(table.abs().max().item<double>(), std::pow(3.5, 8)) << "what float16 holds";
  }
}

TEST(Xpos, RefusesAScaleThatFadesNothing) {
  EXPECT_VALUE_ERROR(Xpos(XposOptions{.channels = 8, .scale = 0}), "xpos: scale must be positive, got 0");
  EXPECT_VALUE_ERROR(Xpos(XposOptions{.channels = 5}), "xpos: rotated channels must be even and at least 2, got 5");
}

}  // namespace
}  // namespace sextant::position
