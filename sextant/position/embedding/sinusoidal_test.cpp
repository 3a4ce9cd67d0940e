#include "sextant/position/embedding/sinusoidal.h"

#include <gtest/gtest.h>

#include <numbers>

#include "sextant/position/ids.h"

#include "tests/support/errors.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::at_ids;
using testing::distance;
using testing::rows_at;

torch::Tensor row(const Sinusoid& sinusoid, double p) {
  return sinusoid_rows(sinusoid, torch::tensor({p}, torch::kFloat64))[0];
}
torch::Tensor doubles(const std::vector<double>& values) { return torch::tensor(values, torch::kFloat64); }

// d = 8, B = 10^4, computed at 40 digits, printed to ten.
TEST(Sinusoid, OfThePaperIsTheTable) {
  const Sinusoid paper{.channels = 8};
  EXPECT_TRUE(torch::equal(row(paper, 0), doubles({0, 1, 0, 1, 0, 1, 0, 1})));
  EXPECT_LT(distance(row(paper, 1), doubles({.8414709848, .5403023059, .0998334166, .9950041653, .0099998333,
                                             .9999500004, .0009999998, .9999995000})),
            1e-10);
  EXPECT_LT(distance(row(paper, 7), doubles({.6569865987, .7539022543, .6442176872, .7648421873, .0699428473,
                                             .9975510003, .0069999428, .9999755001})),
            1e-10);
  EXPECT_LT(distance(row(paper, 10000), doubles({-.3056143889, -.9521553683, .8268795405, .5623790763, -.5063656411,
                                                 .8623188723, -.5440211109, -.8390715291})),
            1e-10);
}

TEST(Sinusoid, OfTensor2tensorHasAnotherSpacingAndOrder) {
  const Sinusoid t2t{.channels = 8, .spacing = SinusoidSpacing::kT2t};
  EXPECT_LT(distance(row(t2t, 7), doubles({.6569865987, .3192246506, .0150804712, .0006999999, .7539022543, .9476790714,
                                           .9998862832, .9999997550})),
            1e-10);
  EXPECT_TRUE(torch::equal(sinusoid_frequencies({.channels = 2, .spacing = SinusoidSpacing::kT2t}), doubles({1})));
}

// Same name, other numbers: at d = 512 they differ by .143 up to p = 100 and by .71 below 512.
TEST(Sinusoid, SpacingsOfOneNameDiffer) {
  const torch::Tensor p = torch::arange(512, torch::kFloat64);
  const torch::Tensor paper = sinusoid_rows({.channels = 512, .order = SinusoidOrder::kSinesFirst}, p);
  const torch::Tensor t2t = sinusoid_rows({.channels = 512, .spacing = SinusoidSpacing::kT2t}, p);
  EXPECT_NEAR(distance(paper.slice(0, 0, 101), t2t.slice(0, 0, 101)), 0.143, 5e-4);
  EXPECT_NEAR(distance(paper, t2t), 0.71, 5e-3);
}

TEST(Sinusoid, OfOddWidthDropsACosineOrAddsAZero) {
  EXPECT_LT(
      distance(row({.channels = 5}, 7), doubles({.6569865987, .7539022543, .1749274192, .9845813313, .0044166871})),
      1e-10);
  const torch::Tensor t2t = row({.channels = 5, .spacing = SinusoidSpacing::kT2t}, 7);
  EXPECT_EQ(t2t.size(0), 5);
  EXPECT_EQ(t2t[4].item<double>(), 0);
}

TEST(Sinusoid, OrdersArePermutationsOfOneAnother) {
  const torch::Tensor mixed = row({.channels = 8}, 7);
  const torch::Tensor sines = row({.channels = 8, .order = SinusoidOrder::kSinesFirst}, 7);
  const torch::Tensor cosines = row({.channels = 8, .order = SinusoidOrder::kCosinesFirst}, 7);
  EXPECT_TRUE(torch::equal(sines, mixed.index_select(0, torch::tensor({0, 2, 4, 6, 1, 3, 5, 7}))));
  EXPECT_TRUE(torch::equal(cosines, mixed.index_select(0, torch::tensor({1, 3, 5, 7, 0, 2, 4, 6}))));
}

// Rows of d = 512: their scalar product depends on the distance alone.
TEST(Sinusoid, RowsHaveConstantNormAndToeplitzProducts) {
  const torch::Tensor rows = sinusoid_rows({.channels = 512}, torch::arange(200, torch::kFloat64));
  const torch::Tensor gram = torch::matmul(rows, rows.t());
  for (const auto& [apart, product] : {std::pair{0, 256.0}, {1, 249.102098}, {10, 173.789725}, {100, 111.950209}})
    for (const int64_t from : {0, 37, 99}) EXPECT_NEAR(gram[from][from + apart].item<double>(), product, 1e-6);
}

TEST(Sinusoid, AShiftIsAFixedRotationOfEveryRow) {
  const torch::Tensor w = sinusoid_frequencies({.channels = 8});
  const torch::Tensor p = torch::arange(50, torch::kFloat64), c = torch::tensor(13.5, torch::kFloat64);
  const auto parts = [](const torch::Tensor& rows) {
    return std::pair(rows.slice(1, 0, 8, 2), rows.slice(1, 1, 8, 2));
  };
  const auto [s, o] = parts(sinusoid_rows({.channels = 8}, p));
  const auto [shifted_s, shifted_o] = parts(sinusoid_rows({.channels = 8}, p + c));
  EXPECT_LT(distance(shifted_s, s * (c * w).cos() + o * (c * w).sin()), 1e-13);
  EXPECT_LT(distance(shifted_o, o * (c * w).cos() - s * (c * w).sin()), 1e-13);
}

TEST(Sinusoid, IsFiniteWhereTheTutorialFormulaOverflows) {
  const torch::Tensor rows = sinusoid_rows({.channels = 4096}, torch::tensor({1e7}, torch::kFloat64));
  EXPECT_TRUE(rows.isfinite().all().item<bool>());
  const double longest = 2 * std::numbers::pi / sinusoid_frequencies({.channels = 4096})[2047].item<double>();
  EXPECT_NEAR(longest / (2 * std::numbers::pi * std::pow(1e4, 4094.0 / 4096)), 1, 1e-12);
  EXPECT_NEAR(row({.channels = 8}, 1e-4)[0].item<double>(), 1e-4, 1e-12) << "not .9999, as is often printed";
}

TEST(Sinusoidal, GivesTheRowsOfItsPositions) {
  Sinusoidal encoding(SinusoidalOptions{.channels = 8, .start = 2});
  EXPECT_TRUE(torch::equal(rows_at(*encoding, at_ids({5, 0}))[0], row({.channels = 8}, 7)));
  const torch::Tensor real = rows_at(*encoding, {.count = 1, .ids = torch::tensor({1.25}, torch::kFloat64)});
  EXPECT_TRUE(torch::equal(real[0], row({.channels = 8}, 3.25)));
  EXPECT_TRUE(encoding->parameters().empty());
  EXPECT_TRUE(encoding->buffers().empty());
}

TEST(Sinusoidal, GivesEachRowOfABatchItsOwn) {
  Sinusoidal encoding(SinusoidalOptions{.channels = 8});
  const torch::Tensor rows = rows_at(*encoding, {.count = 3, .origin = torch::tensor({{0}, {1}})});
  ASSERT_EQ(rows.sizes(), (std::vector<int64_t>{2, 3, 8}));
  EXPECT_TRUE(torch::equal(rows[1].slice(0, 1), rows[0].slice(0, 0, 2)));
}

TEST(Sinusoidal, IsCastLast) {
  Sinusoidal encoding(SinusoidalOptions{.channels = 64});
  Memory memory;
  const Positions far{.count = 1, .ids = torch::tensor({1000000}, torch::kInt64)};
  const torch::Tensor single = encoding->rows({torch::zeros({1, 1, 64}), far, far, memory});
  ASSERT_EQ(single.scalar_type(), torch::kFloat32);
  EXPECT_LT(distance(single, rows_at(*encoding, far)), 6e-8);
}

TEST(Sinusoidal, RefusesOtherOrdersAndGrids) {
  EXPECT_VALUE_ERROR(Sinusoidal(SinusoidalOptions{
                         .channels = 8, .order = SinusoidOrder::kInterleaved, .spacing = SinusoidSpacing::kT2t}),
                     "sinusoidal: spacing=t2t has the sines first, got another order");
  EXPECT_VALUE_ERROR(sinusoid_frequencies({.channels = 0}), "sinusoidal: channels must be at least 1, got 0");
  EXPECT_VALUE_ERROR(sinusoid_frequencies({.channels = 2, .base = 0}), "sinusoidal: base must be positive, got 0");
  EXPECT_VALUE_ERROR(sinusoid_frequencies({.channels = 2, .base = 0, .who = "sincos2d"}),
                     "sincos2d: base must be positive, got 0");
  Sinusoidal encoding(SinusoidalOptions{.channels = 8});
  EXPECT_VALUE_ERROR(rows_at(*encoding, {.count = 6, .ids = grid_ids({2, 3})}),
                     "sinusoidal: positions have one axis, got 2");
}

}  // namespace
}  // namespace sextant::position
