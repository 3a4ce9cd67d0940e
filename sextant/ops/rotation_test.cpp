#include "sextant/ops/rotation.h"

#include <gtest/gtest.h>

#include <complex>

#include "tests/support/errors.h"

namespace sextant {
namespace {

/// Pair p of a row times e^(i·angle[p]), in the library's complex numbers: the oracle.
torch::Tensor by_complex_numbers(const torch::Tensor& x, const torch::Tensor& angles, PairLayout layout) {
  torch::Tensor out = x.to(torch::kFloat64).contiguous().clone();
  auto o = out.accessor<double, 4>();
  const auto angle = angles.accessor<double, 2>();
  const int64_t pairs = angles.size(1);
  for (int64_t b = 0; b < x.size(0); ++b) {
    for (int64_t h = 0; h < x.size(1); ++h) {
      for (int64_t t = 0; t < x.size(2); ++t) {
        for (int64_t p = 0; p < pairs; ++p) {
          const bool halves = layout == PairLayout::kHalves;
          double& re = o[b][h][t][halves ? p : 2 * p];
          double& im = o[b][h][t][halves ? p + pairs : 2 * p + 1];
          const auto turned = std::complex(re, im) * std::polar(1.0, angle[t][p]);
          re = turned.real();
          im = turned.imag();
        }
      }
    }
  }
  return out;
}

constexpr PairLayout kLayouts[] = {PairLayout::kHalves, PairLayout::kInterleaved};

TEST(Rotation, TurnsPairsAndPassesTheRest) {
  for (const PairLayout layout : kLayouts) {
    for (const int64_t pairs : {1, 3, 4}) {
      const auto x = torch::randn({2, 3, 5, 8}, torch::kFloat64), angles = torch::randn({5, pairs}, torch::kFloat64);
      const auto expected = by_complex_numbers(x, angles, layout);
      EXPECT_LT((rotated(x, angles.cos(), angles.sin(), layout) - expected).abs().max().item<double>(), 1e-15 * 8);
      const auto narrow =
          rotated(x.to(torch::kFloat32), angles.cos().to(torch::kFloat32), angles.sin().to(torch::kFloat32), layout);
      EXPECT_LT((narrow - expected).abs().max().item<double>(), 2e-6);
    }
  }
}

TEST(Rotation, TablesMayDifferByRowAndHead) {
  const auto x = torch::randn({2, 3, 5, 8});
  const auto angles = torch::randn({2, 3, 5, 2});
  const auto all = rotated(x, angles.cos(), angles.sin(), PairLayout::kHalves);
  const auto one = rotated(x.slice(0, 1).slice(1, 2), angles[1][2].cos(), angles[1][2].sin(), PairLayout::kHalves);
  EXPECT_TRUE(torch::equal(all.slice(0, 1).slice(1, 2), one));
  EXPECT_EQ(rotated(x, angles.slice(0, 0, 1).slice(1, 0, 1).cos(), angles.slice(0, 0, 1).slice(1, 0, 1).sin(),
                    PairLayout::kHalves)
                .sizes(),
            x.sizes());
}

TEST(Rotation, ViewsNeedNoCopy) {
  const auto x = torch::randn({2, 5, 3, 8}).transpose(1, 2);
  const auto angles = torch::randn({5, 4});
  EXPECT_TRUE(torch::equal(rotated(x, angles.cos(), angles.sin(), PairLayout::kHalves),
                           rotated(x.contiguous(), angles.cos(), angles.sin(), PairLayout::kHalves)));
}

TEST(Rotation, GradientTurnsBack) {
  for (const PairLayout layout : kLayouts) {
    const auto angles = torch::randn({5, 3}, torch::kFloat64);
    const auto x = torch::randn({2, 3, 5, 8}, torch::kFloat64).requires_grad_();
    const auto weights = torch::randn_like(x);
    rotated(x, angles.cos(), angles.sin(), layout).mul(weights).sum().backward();
    // The transpose of a rotation by an angle is the rotation by its opposite.
    const auto expected = by_complex_numbers(weights, -angles, layout);
    EXPECT_LT((x.grad() - expected).abs().max().item<double>(), 1e-14);
  }
}

// Learned angles take the path of plain operations; d/dθ of the sum of weights·rotated, by central differences.
TEST(Rotation, LearnedTablesGetGradients) {
  for (const PairLayout layout : kLayouts) {
    const auto x = torch::randn({1, 2, 3, 4}, torch::kFloat64), weights = torch::randn_like(x);
    const auto value = [&](const torch::Tensor& angles) {
      return rotated(x, angles.cos(), angles.sin(), layout).mul(weights).sum();
    };
    auto angles = torch::randn({3, 2}, torch::kFloat64).requires_grad_();
    value(angles).backward();
    const torch::NoGradGuard no_grad;
    const auto step = torch::zeros_like(angles);
    step[1][0] = 1e-6;
    const double slope = (value(angles + step) - value(angles - step)).item<double>() / 2e-6;
    EXPECT_NEAR(angles.grad()[1][0].item<double>(), slope, 1e-8);
  }
}

TEST(Rotation, BfloatIsTurnedInFloat) {
  const auto x = torch::randn({1, 1, 4, 8}).to(torch::kBFloat16), angles = torch::randn({4, 4});
  const auto narrow = rotated(x, angles.cos(), angles.sin(), PairLayout::kHalves);
  EXPECT_EQ(narrow.scalar_type(), torch::kBFloat16);
  const auto wide = rotated(x.to(torch::kFloat32), angles.cos(), angles.sin(), PairLayout::kHalves);
  EXPECT_TRUE(torch::equal(narrow, wide.to(torch::kBFloat16)));
}

// The NaN with all bits of its fraction set: rounding it like a number would carry into the sign and give zero.
TEST(Rotation, BfloatKeepsNaN) {
  const auto x = torch::full({1, 1, 1, 2}, 0x7fff, torch::kInt16).view(torch::kBFloat16);
  const auto cos = torch::full({1, 1}, 0x7fffffff, torch::kInt32).view(torch::kFloat32);
  EXPECT_TRUE(rotated(x, cos, torch::zeros({1, 1}), PairLayout::kHalves).isnan().all().item<bool>());
}

TEST(Rotation, TurnsQueriesAndKeysByTheirOwnTables) {
  auto q = torch::randn({1, 2, 1, 4}), k = torch::randn({1, 1, 3, 4});
  const auto raw = k.clone(), given = k;
  const auto of = [](int64_t first, int64_t count) { return torch::arange(first, first + count).view({-1, 1}) * 1.0; };
  rotate(q, k, {.q_cos = of(2, 1).cos(), .q_sin = of(2, 1).sin(), .k_cos = of(0, 3).cos(), .k_sin = of(0, 3).sin()});
  EXPECT_TRUE(torch::equal(given, raw));
  EXPECT_TRUE(torch::equal(k.slice(2, 0, 1), raw.slice(2, 0, 1)));
  EXPECT_FALSE(torch::equal(k.slice(2, 1, 2), raw.slice(2, 1, 2)));
}

TEST(Rotation, RefusesTablesThatDoNotFit) {
  const auto turn = [](const torch::Tensor& x, std::vector<int64_t> cos, std::vector<int64_t> sin) {
    return rotated(x, torch::zeros(cos), torch::zeros(sin), PairLayout::kHalves);
  };
  const auto x = torch::zeros({1, 2, 3, 4});
  EXPECT_VALUE_ERROR(turn(x[0], {3, 2}, {3, 2}), "rotation: x must be [B, heads, T, D], got [2, 3, 4]");
  EXPECT_VALUE_ERROR(turn(x, {3, 2}, {3, 1}), "rotation: cos and sin must have one shape, got [3, 2] and [3, 1]");
  EXPECT_VALUE_ERROR(turn(x, {3, 3}, {3, 3}), "rotation: tables turn more than 4 channels, got [3, 3]");
  EXPECT_VALUE_ERROR(turn(x, {4, 2}, {4, 2}),
                     "rotation: tables must be [T, R/2] or [B|1, heads|1, T, R/2], got [4, 2] for x [1, 2, 3, 4]");
}

}  // namespace
}  // namespace sextant
