// Encodings that read the data around a token: which tokens count, and that a cache changes nothing.
#include <gtest/gtest.h>

#include "sextant/position/assign/packed.h"
#include "sextant/position/embedding/conv.h"
#include "sextant/position/embedding/peg.h"
#include "sextant/position/ids.h"

#include "tests/support/errors.h"
#include "tests/support/gradcheck.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::distance;

torch::Tensor noise(at::IntArrayRef shape) {
  return (torch::arange(c10::multiply_integers(shape), torch::kFloat64) * 0.7391 + 0.3).sin().view(shape);
}

torch::Tensor rows_of(EmbeddingEncoding& encoding, const torch::Tensor& x, const Positions& positions) {
  Memory memory;
  return encoding.rows({x, positions, positions, memory});
}

Conv conv_of(ConvOptions options) {
  torch::manual_seed(3);
  Conv encoding(options);
  encoding->to(torch::kFloat64);
  const torch::NoGradGuard no_grad;
  encoding->bias.uniform_();
  return encoding;
}

Peg peg_of(PegOptions options) {
  torch::manual_seed(3);
  Peg encoding(options);
  encoding->to(torch::kFloat64);
  const torch::NoGradGuard no_grad;
  encoding->bias.uniform_();
  return encoding;
}

TEST(Conv, OfACausalModelHearsWhatCameBefore) {
  const Conv encoding = conv_of({.channels = 4, .kernel = 3, .groups = 2, .direction = Direction::kCausal});
  const torch::NoGradGuard no_grad;
  const torch::Tensor x = noise({1, 7, 4}), rows = rows_of(*encoding.ptr(), x, {.count = 7})[0];
  const torch::Tensor v = encoding->direction, g = encoding->size;
  for (int64_t t = 0; t < 7; ++t)
    for (int64_t c = 0; c < 4; ++c) {
      double sum = encoding->bias[c].item<double>();
      for (int64_t k = 0; k < 3; ++k) {
        if (t + k < 2) continue;
        const double norm = v.select(2, k).square().sum().sqrt().item<double>();
        const torch::Tensor heard = x[0][t + k - 2].slice(0, c / 2 * 2, c / 2 * 2 + 2);
        sum += (v[c].select(1, k) * heard).sum().item<double>() * g[0][0][k].item<double>() / norm;
      }
      EXPECT_NEAR(rows[t][c].item<double>(), sum * 0.5 * (1 + std::erf(sum * std::sqrt(0.5))), 1e-14);
    }
}

TEST(Conv, StartsWithItsNormsAsSizes) {
  Conv encoding(ConvOptions{.channels = 6, .kernel = 5, .groups = 3});
  EXPECT_TRUE(torch::allclose(encoding->size, encoding->direction.norm(2, {0, 1}, true)));
}

TEST(Conv, PassesGradientsToAllOfIt) {
  for (const Direction direction : {Direction::kCausal, Direction::kBothWays}) {
    const Conv encoding = conv_of({.channels = 4, .kernel = 3, .groups = 2, .direction = direction});
    const torch::Tensor x = noise({1, 5, 4});
    testing::expect_gradients([&] { return rows_of(*encoding.ptr(), x, {.count = 5}); },
                              {encoding->direction, encoding->size, encoding->bias, x});
  }
}

/// Each document of a packed row, and what stands beside padding, as if it were alone.
template <class Make>
void expect_documents_apart(const Make& make) {
  for (const Direction direction : {Direction::kCausal, Direction::kBothWays}) {
    const auto encoding = make(direction);
    const torch::NoGradGuard no_grad;
    const torch::Tensor x = noise({1, 9, 4}), packed = rows_of(*encoding.ptr(), x, packed_positions({{2, 1, 6}}));
    int64_t begin = 0;
    for (const int64_t tokens : {2, 1, 6}) {
      const torch::Tensor alone = rows_of(*encoding.ptr(), x.slice(1, begin, begin + tokens), {.count = tokens});
      EXPECT_LT(distance(packed.slice(1, begin, begin + tokens), alone), 1e-13) << "document at " << begin;
      begin += tokens;
    }
    for (const bool left : {true, false}) {
      const Positions positions = left ? left_padded_positions({5, 9}) : right_padded_positions({5, 9});
      const int64_t from = left ? 4 : 0;
      const torch::Tensor padded = rows_of(*encoding.ptr(), noise({2, 9, 4}), positions)[0].slice(0, from, from + 5);
      const torch::Tensor alone = rows_of(*encoding.ptr(), x.slice(1, from, from + 5), {.count = 5})[0];
      EXPECT_LT(distance(padded, alone), 1e-13) << (left ? "left" : "right");
    }
  }
}

TEST(Conv, HearsNoOtherDocument) {
  for (const int64_t kernel : {1, 4, 5, 30})
    expect_documents_apart([&](Direction direction) {
      return conv_of({.channels = 4, .kernel = kernel, .groups = 2, .direction = direction});
    });
}

TEST(Conv, RefusesOtherSizesAndPositions) {
  EXPECT_VALUE_ERROR(Conv(ConvOptions{.channels = 4, .kernel = 0, .groups = 1}),
                     "conv: kernel must be at least 1, got 0");
  EXPECT_VALUE_ERROR(Conv(ConvOptions{.channels = 4, .groups = 3}), "conv: groups must divide 4 channels, got 3");
  const Conv encoding = conv_of({.channels = 4, .kernel = 3, .groups = 2});
  EXPECT_VALUE_ERROR(rows_of(*encoding.ptr(), noise({1, 4, 4}), {.count = 4, .ids = grid_ids({2, 2})}),
                     "conv: positions have one axis, got 2");
}

TEST(Conv, TakesAsManyGroupsAsDivideTheChannels) {
  position::SchemeRequest request = testing::small_request();
  EXPECT_EQ(ConvOptions::of(request, {}).groups, 16);
  request.channels = 24;
  EXPECT_EQ(ConvOptions::of(request, {}).groups, 8);
}

TEST(Peg, SeesNeighboursWhereverTheyStandInTheSequence) {
  const Peg encoding = peg_of({.channels = 4});
  const torch::NoGradGuard no_grad;
  const torch::Tensor x = noise({1, 12, 4}), shuffle = torch::tensor({7, 2, 11, 0, 5, 9, 1, 3, 10, 4, 8, 6});
  const torch::Tensor ids = grid_ids({3, 4});
  const torch::Tensor rows = rows_of(*encoding.ptr(), x, {.count = 12, .ids = ids});
  const torch::Tensor mixed =
      rows_of(*encoding.ptr(), x.index_select(1, shuffle), {.count = 12, .ids = ids.index_select(2, shuffle)});
  EXPECT_LT(distance(mixed, rows.index_select(1, shuffle)), 1e-15);
}

TEST(Peg, OfACausalModelSeesNoLaterToken) {
  const Peg encoding = peg_of({.channels = 4, .direction = Direction::kCausal});
  const torch::NoGradGuard no_grad;
  const torch::Tensor x = noise({1, 12, 4});
  const Positions picture{.count = 12, .ids = grid_ids({3, 4})};
  torch::Tensor changed = x.clone();
  changed.slice(1, 6).add_(1);
  const torch::Tensor before = rows_of(*encoding.ptr(), x, picture), after = rows_of(*encoding.ptr(), changed, picture);
  EXPECT_TRUE(torch::equal(before.slice(1, 0, 6), after.slice(1, 0, 6)));
  EXPECT_GT(distance(before.slice(1, 6), after.slice(1, 6)), 0.1);
}

TEST(Peg, OfALineIsAThreeTokenConvolution) {
  const Peg encoding = peg_of({.channels = 4});
  const torch::NoGradGuard no_grad;
  const torch::Tensor x = noise({2, 6, 4}), rows = rows_of(*encoding.ptr(), x, {.count = 6});
  const std::array<int64_t, 1> one{1};
  const torch::Tensor weight = encoding->weight[1].t().unsqueeze(1);  // [C, 1, K]
  const torch::Tensor expected =
      torch::conv1d(x.transpose(1, 2), weight, encoding->bias, one, one, one, 4).transpose(1, 2);
  EXPECT_LT(distance(rows, expected), 1e-14);
}

TEST(Peg, SeesNoOtherDocument) {
  for (const int64_t kernel : {1, 3, 5})
    expect_documents_apart(
        [&](Direction direction) { return peg_of({.channels = 4, .kernel = kernel, .direction = direction}); });
}

TEST(Peg, PassesGradientsToAllOfIt) {
  const Peg encoding = peg_of({.channels = 2});
  const torch::Tensor x = noise({1, 6, 2});
  const Positions picture{.count = 6, .ids = grid_ids({2, 3})};
  testing::expect_gradients([&] { return rows_of(*encoding.ptr(), x, picture); },
                            {encoding->weight, encoding->bias, x});
}

TEST(Peg, RefusesOtherSizesAndPositions) {
  EXPECT_VALUE_ERROR(Peg(PegOptions{.channels = 0}), "peg: channels must be at least 1, got 0");
  EXPECT_VALUE_ERROR(Peg(PegOptions{.channels = 4, .kernel = 2}), "peg: kernel must be odd, got 2");
  const Peg encoding = peg_of({.channels = 4});
  EXPECT_VALUE_ERROR(rows_of(*encoding.ptr(), noise({1, 8, 4}), {.count = 8, .ids = grid_ids({2, 2, 2})}),
                     "peg: positions have 1 or 2 axes, got 3");
  EXPECT_VALUE_ERROR(
      rows_of(*encoding.ptr(), noise({1, 1, 4}), {.count = 1, .ids = torch::tensor({0.5}, torch::kFloat64)}),
      "peg: positions must be integers, got float64");
}

}  // namespace
}  // namespace sextant::position
