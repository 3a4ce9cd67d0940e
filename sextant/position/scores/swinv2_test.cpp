#include "sextant/position/scores/swinv2.h"

#include <gtest/gtest.h>

#include "sextant/position/ids.h"

#include "tests/support/errors.h"
#include "tests/support/golden_tensors.h"
#include "tests/support/gradcheck.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::bias_of;
using testing::distance;

AttentionProblem on_grid(const torch::Tensor& ids, int64_t heads) {
  AttentionProblem problem = testing::causal_problem(heads, ids.size(-1));
  problem.queries.ids = problem.keys.ids = ids;
  problem.mask.causal = false;
  return problem;
}

// The formula at 40 digits: M = 8, then a window of 16 on one of 8.
TEST(Swinv2Input, OfSomeOffsets) {
  const torch::Tensor offsets = torch::tensor({0, 1, 4, 7, 15, -4}, torch::kInt64);
  const torch::Tensor expected =
      torch::tensor({0.0, .3665118912, .8260157656, 1.0566416671, 1.3937765882, -.8260157656}, torch::kFloat64);
  EXPECT_LT(distance(swinv2_input(offsets, 8), expected), 5e-11);
  EXPECT_EQ(swinv2_input(offsets, 1).abs().max().item<double>(), 0) << "M - 1 is 0";
}

// transformers' Swinv2SelfAttention with queries of 0: its weights are the softmax of the bias alone. A 4 x 4 window by
// itself, and on one of 3 x 3: tests/golden/make_transformers_scores.py. Weights below 1, biases to 16.
TEST(Swinv2, IsTheBiasOfTransformers) {
  const testing::GoldenTensors peer("transformers_scores.safetensors");
  const torch::NoGradGuard no_grad;
  for (const auto& [pretrained, window] : {std::pair<std::string, int64_t>{"0", 4}, {"3", 3}}) {
    const std::string name = "swinv2 " + pretrained;
    Swinv2 swin(Swinv2Options{.heads = 3, .window = window});
    swin->to(torch::kFloat64);
    swin->in_weight.copy_(peer[name + ".in_weight"]);
    swin->in_bias.copy_(peer[name + ".in_bias"]);
    swin->out_weight.copy_(peer[name + ".out_weight"]);
    const torch::Tensor weights = torch::softmax(bias_of(*swin, on_grid(grid_ids({4, 4}), 3)), -1);
    EXPECT_LT(distance(weights, peer[name + ".weights"]), 1e-13) << pretrained;
  }
}

TEST(Swinv2, IsTheNetworkOfEachPair) {
  torch::manual_seed(18);
  Swinv2 swin(Swinv2Options{.heads = 2, .window = 3, .width = 4});
  swin->to(torch::kFloat64);
  const torch::NoGradGuard no_grad;
  const torch::Tensor ids = grid_ids({2, 3}).to(torch::kFloat64) * 0.5;
  const torch::Tensor bias = bias_of(*swin, on_grid(ids, 2));
  const torch::Tensor input = swinv2_input((ids.select(2, 5) - ids.select(2, 1)).flatten(), 3);
  const torch::Tensor hidden = torch::relu(torch::mv(swin->in_weight, input) + swin->in_bias);
  const torch::Tensor expected = torch::sigmoid(torch::mv(swin->out_weight, hidden)) * 16;
  EXPECT_LT(distance(bias[0].select(1, 5).select(1, 1), expected), 1e-14);
}

TEST(Swinv2, PassesGradientsToEveryWeight) {
  torch::manual_seed(19);
  Swinv2 swin(Swinv2Options{.heads = 2, .window = 3, .width = 4});
  swin->to(torch::kFloat64);
  testing::expect_gradients(
      [&] {
        return bias_of(*swin, on_grid(grid_ids({2, 3}), 2));
      },
      {swin->in_weight, swin->in_bias, swin->out_weight});
}

TEST(Swinv2, RefusesSizesThatGiveNothing) {
  EXPECT_VALUE_ERROR(Swinv2(Swinv2Options{.heads = 1, .window = 0}), "swinv2: window must be at least 1, got 0");
  EXPECT_VALUE_ERROR(Swinv2(Swinv2Options{.heads = 1, .width = 0}), "swinv2: width must be at least 1, got 0");
  Swinv2 swin(Swinv2Options{.heads = 1});
  EXPECT_VALUE_ERROR(bias_of(*swin, on_grid(grid_ids({1, 1, 2}), 1)), "swinv2: positions have 1 or 2 axes, got 3");
}

}  // namespace
}  // namespace sextant::position
