#include "sextant/position/scores/bias_mlp.h"

#include <gtest/gtest.h>

#include "tests/support/errors.h"
#include "tests/support/golden_tensors.h"
#include "tests/support/gradcheck.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::bias_of;
using testing::causal_problem;
using testing::distance;

// x-transformers' DynamicPositionBias with these weights, in float64: tests/golden/make_x_transformers_scores.py. Sums
// of at most 5 products of order 1, in another order.
TEST(BiasMlp, IsTheNetworkOfXTransformers) {
  const testing::GoldenTensors peer("x_transformers_scores.safetensors");
  for (const bool log : {true, false}) {
    BiasMlp mlp(BiasMlpOptions{.heads = 3, .depth = 2, .width = 5, .log = log});
    mlp->to(torch::kFloat64);
    const torch::NoGradGuard no_grad;
    for (size_t n = 0; n < 3; ++n) mlp->weights[n].copy_(peer["bias_mlp.weight" + std::to_string(n)]);
    for (size_t n = 0; n < 2; ++n) mlp->biases[n].copy_(peer["bias_mlp.bias" + std::to_string(n)]);
    const torch::Tensor bias = bias_of(*mlp, causal_problem(3, 9))[0];
    EXPECT_LT(distance(bias, peer[log ? "bias_mlp.log" : "bias_mlp.plain"]), 1e-13) << log;
  }
}

TEST(BiasMlp, IsTheSameForEveryShapeOfPositions) {
  BiasMlp mlp(BiasMlpOptions{.heads = 2, .width = 4});
  mlp->to(torch::kFloat64);
  AttentionProblem problem = causal_problem(2, 6);
  const torch::Tensor table = bias_of(*mlp, problem);
  problem.queries.ids = problem.keys.ids = torch::arange(6, torch::kFloat64);
  EXPECT_LT(distance(bias_of(*mlp, problem), table), 1e-15);
  problem.queries.ids = problem.keys.ids = torch::tensor({0, 1, 1000000, 1000001, 9000000, 9000001});
  EXPECT_LT(distance(bias_of(*mlp, problem).select(2, 3).select(2, 2), table.select(2, 1).select(2, 0)), 1e-15);
}

TEST(BiasMlp, PassesGradientsToEveryLayer) {
  torch::manual_seed(4);
  BiasMlp mlp(BiasMlpOptions{.heads = 2, .depth = 3, .width = 3});
  mlp->to(torch::kFloat64);
  std::vector<torch::Tensor> leaves = mlp->weights;
  leaves.insert(leaves.end(), mlp->biases.begin(), mlp->biases.end());
  testing::expect_gradients([&] { return bias_of(*mlp, causal_problem(2, 5)); }, leaves);
}

TEST(BiasMlp, RefusesSizesThatGiveNothing) {
  EXPECT_VALUE_ERROR(BiasMlp(BiasMlpOptions{.heads = 2, .depth = 0, .width = 4}),
                     "bias-mlp: depth must be at least 1, got 0");
  EXPECT_VALUE_ERROR(BiasMlp(BiasMlpOptions{.heads = 2, .width = 0}), "bias-mlp: width must be at least 1, got 0");
}

}  // namespace
}  // namespace sextant::position
