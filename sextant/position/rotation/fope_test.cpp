#include "sextant/position/rotation/fope.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/errors.h"
#include "tests/support/golden_tensors.h"
#include "tests/support/gradcheck.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::distance;
using testing::rotation_at;

FopeOptions options_of(int64_t original) {
  return {.channels = 8, .heads = 4, .key_heads = 2, .original = original, .base = 100};
}

Fope fope(const FopeOptions& options) {
  torch::manual_seed(6);
  Fope made(options);
  made->to(torch::kFloat64);
  return made;
}

// tests/golden/make_vllm_fope.py: FourierRotaryEmbedding with random coefficients a head, in float64.
TEST(Fope, TablesAreThoseOfVllm) {
  const testing::GoldenTensors golden("vllm_fope.safetensors");
  const torch::Tensor expected = golden["cos_sin"].transpose(0, 1);  // [K, T, 2 D]: cos cos sin sin
  Fope made = fope({.channels = 16, .heads = 4, .key_heads = 2, .original = expected.size(1), .base = 1e4});
  const torch::NoGradGuard no_grad;
  made->cosines.copy_(golden["cos_coef"]);
  made->sines.copy_(golden["sin_coef"]);
  const Rotation rotation = rotation_at(*made, {.count = expected.size(1)});
  EXPECT_LT(distance(rotation.k_cos[0], expected.slice(2, 0, 8)), 1e-13);
  EXPECT_LT(distance(rotation.k_sin[0], expected.slice(2, 16, 24)), 1e-13);
}

// The formula in loops. B = 100: w = 1, .316, .1, .0316; in 64 tokens the first three make more than a turn.
TEST(Fope, MixesTheFrequenciesThatTurn) {
  Fope made = fope(options_of(64));
  ASSERT_EQ(made->cosines.sizes(), (std::vector<int64_t>{2, 3, 3}));
  const Rotation rotation = rotation_at(*made, {.first = 5, .count = 2});
  for (int64_t head = 0; head < 4; ++head)
    for (int64_t k = 0; k < 4; ++k) {
      double cos = k < 3 ? 0 : 1, sin = 0;
      for (int64_t m = 0; m < 3 && k < 3; ++m) {
        cos += std::cos(6 * std::pow(100.0, -.25 * m)) * made->cosines[head / 2][m][k].item<double>();
        sin += std::sin(6 * std::pow(100.0, -.25 * m)) * made->sines[head / 2][m][k].item<double>();
      }
      EXPECT_NEAR(rotation.q_cos[0][head][1][k].item<double>(), cos, 1e-14);
      EXPECT_NEAR(rotation.q_sin[0][head][1][k].item<double>(), sin, 1e-14);
    }
}

TEST(Fope, WithoutMixtureIsRopeOfThePairsThatTurn) {
  FopeOptions options = options_of(64);
  options.gain = 0;
  Fope made = fope(options);
  const Rotation rotation = rotation_at(*made, {.count = 9});
  const torch::Tensor w = torch::tensor({1.0, std::pow(100.0, -.25), .1, 0.0}, torch::kFloat64);
  const torch::Tensor angles = torch::arange(9, torch::kFloat64).unsqueeze(1) * w;
  EXPECT_LT(distance(rotation.k_cos[0][1], angles.cos()), 1e-14);
  EXPECT_LT(distance(rotation.k_sin[0][1], angles.sin()), 1e-14);
}

TEST(Fope, StartsWithXaviersSpreadAroundTheIdentity) {
  Fope made = fope({.channels = 128, .heads = 8, .key_heads = 8, .original = 1000000, .base = 1e4});
  const torch::Tensor noise = made->sines.detach() - torch::eye(64, torch::kFloat64);
  const double spread = 0.3 * std::sqrt(2.0 / (64 * 64 + 8 * 64));
  const double sampled = noise.std().item<double>(), count = 8 * 64 * 64;
  EXPECT_NEAR(sampled, spread, 4 * spread / std::sqrt(2 * count)) << "four standard errors, seed 6";
}

TEST(Fope, TrainsItsCoefficients) {
  Fope made = fope(options_of(64));
  const torch::Tensor x = torch::randn({1, 4, 3, 8}, torch::kFloat64);
  testing::expect_gradients(
      [&] {
        const Rotation rotation = rotation_at(*made, {.first = 1, .count = 3});
        return rotated(x, rotation.q_cos, rotation.q_sin, rotation.layout);
      },
      {made->cosines, made->sines});
}

TEST(Fope, RefusesWhatLeavesNothingToTurn) {
  EXPECT_VALUE_ERROR(fope(options_of(6)), "fope: no pair turns in original tokens, got 6");
  EXPECT_VALUE_ERROR(fope(options_of(0)), "fope: original must be at least 1, got 0");
  FopeOptions options = options_of(64);
  options.gain = -1;
  EXPECT_VALUE_ERROR(fope(options), "fope: gain must be at least 0, got -1");
}

}  // namespace
}  // namespace sextant::position
