#include "sextant/ops/pair_order.h"

#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>

#include "tests/support/errors.h"

namespace sextant {
namespace {

constexpr auto kHalves = PairLayout::kHalves, kInterleaved = PairLayout::kInterleaved;

torch::Tensor noise(at::IntArrayRef shape, uint64_t seed) {
  auto generator = at::make_generator<at::CPUGeneratorImpl>(seed);
  return at::randn(shape, generator, at::kDouble);
}

/// Tables of `pairs` pairs for four tokens.
std::pair<torch::Tensor, torch::Tensor> tables(int64_t pairs) {
  const torch::Tensor angles = torch::outer(torch::arange(4, torch::kFloat64), noise({pairs}, 9).abs() + 0.1);
  return {angles.cos(), angles.sin()};
}

TEST(PairOrder, OfEightChannelsIsThePublishedPermutation) {
  EXPECT_EQ(pair_order({8, {8}}, kInterleaved, kHalves), (std::vector<int64_t>{0, 2, 4, 6, 1, 3, 5, 7}));
  EXPECT_EQ(pair_order({8, {8}}, kHalves, kInterleaved), (std::vector<int64_t>{0, 4, 1, 5, 2, 6, 3, 7}));
  EXPECT_EQ(pair_order({6, {4}}, kHalves, kHalves), (std::vector<int64_t>{0, 1, 2, 3, 4, 5}));
}

TEST(PairOrder, ChannelsThatDoNotTurnStayAndAxesKeepToThemselves) {
  EXPECT_EQ(pair_order({6, {4}}, kInterleaved, kHalves), (std::vector<int64_t>{0, 2, 1, 3, 4, 5}));
  EXPECT_EQ(pair_order({8, {4, 4}}, kInterleaved, kHalves), (std::vector<int64_t>{0, 2, 1, 3, 4, 6, 5, 7}));
}

TEST(PairOrder, ThereAndBackIsNothing) {
  const torch::Tensor rows = noise({3 * 10, 5}, 1);
  const TurnedChannels turned{10, {4, 6}};
  const torch::Tensor there = reordered_heads(rows, pair_order(turned, kHalves, kInterleaved));
  EXPECT_FALSE(torch::equal(there, rows));
  EXPECT_TRUE(torch::equal(reordered_heads(there, pair_order(turned, kInterleaved, kHalves)), rows));
}

// encodings.md 3.2: turning the permuted channels in halves is permuting what was turned interleaved, bit for bit.
TEST(PairOrder, TurnedInEitherLayoutTheHeadsAreTheSame) {
  for (const int64_t rotated_channels : {8, 4}) {
    const torch::Tensor x = noise({2, 3, 4, 8}, 2);
    const auto [cos, sin] = tables(rotated_channels / 2);
    const std::vector<int64_t> order = pair_order({8, {rotated_channels}}, kInterleaved, kHalves);
    const torch::Tensor index = torch::tensor(order, torch::kInt64);
    EXPECT_TRUE(torch::equal(rotated(x.index_select(3, index), cos, sin, kHalves),
                             rotated(x, cos, sin, kInterleaved).index_select(3, index)));
  }
}

// Projections with biases and the gain of a norm over each head, two key heads for four query heads: the scores are
// sums of the same eight products in another order, each at most 8 ulp of the sum of their sizes apart.
TEST(PairOrder, ReorderedProjectionsGiveTheSameScores) {
  const torch::Tensor x = noise({4, 12}, 3);
  const auto [cos, sin] = tables(3);
  const TurnedChannels turned{8, {6}};
  const std::vector<int64_t> order = pair_order(turned, kInterleaved, kHalves);
  struct Projection {
    torch::Tensor weight, bias, gain;
    torch::Tensor heads(const torch::Tensor& tokens) const {
      const torch::Tensor flat = torch::matmul(tokens, weight.t()) + bias;
      return (flat.view({tokens.size(0), -1, 8}) * gain).transpose(0, 1).unsqueeze(0);
    }
  };
  const Projection q{noise({32, 12}, 4), noise({32}, 5), noise({8}, 6)};
  const Projection k{noise({16, 12}, 7), noise({16}, 8), noise({8}, 10)};
  const auto moved = [&](const Projection& given) {
    return Projection{reordered_heads(given.weight, order), reordered_heads(given.bias, order),
                      reordered_heads(given.gain, order)};
  };
  const auto scores = [&](const Projection& queries, const Projection& keys, PairLayout layout) {
    const torch::Tensor turned_keys = rotated(keys.heads(x), cos, sin, layout).repeat_interleave(2, 1);
    return torch::matmul(rotated(queries.heads(x), cos, sin, layout), turned_keys.transpose(2, 3));
  };
  const torch::Tensor before = scores(q, k, kInterleaved), after = scores(moved(q), moved(k), kHalves);
  const torch::Tensor sizes =
      torch::matmul(rotated(q.heads(x), cos, sin, kInterleaved).abs(),
                    rotated(k.heads(x), cos, sin, kInterleaved).repeat_interleave(2, 1).abs().transpose(2, 3));
  EXPECT_TRUE(((after - before).abs() <= 8 * std::numeric_limits<double>::epsilon() * sizes).all().item<bool>());
  EXPECT_FALSE(torch::allclose(scores(q, k, kHalves), before)) << "the wrong layout must show";
}

TEST(PairOrder, RefusesWhatIsNoHeadOfPairs) {
  EXPECT_VALUE_ERROR(pair_order({8, {3}}, kHalves, kInterleaved),
                     "pair order: paired channels must be even and at least 2, got 3");
  EXPECT_VALUE_ERROR(pair_order({8, {6, 4}}, kHalves, kInterleaved),
                     "pair order: at most 8 channels of a head can turn, got 10");
  EXPECT_VALUE_ERROR(reordered_heads(torch::zeros({12, 2}), pair_order({8, {8}}, kHalves, kInterleaved)),
                     "pair order: rows must be whole heads of 8 channels, got [12, 2]");
}

}  // namespace
}  // namespace sextant
