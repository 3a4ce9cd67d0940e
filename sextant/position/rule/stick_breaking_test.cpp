#include "sextant/position/rule/stick_breaking.h"

#include <gtest/gtest.h>

#include "tests/support/golden_tensors.h"
#include "tests/support/gradcheck.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::causal_problem;
using testing::distance;

torch::Tensor attend(const StickBreakingOptions& options, const AttentionProblem& problem) {
  StickBreaking rule(options);
  Memory memory;
  return rule->attend(problem, {testing::blank(1, problem.queries.count), problem.queries, problem.keys, memory});
}

// fla's naive_stickbreaking_attn, with and without the current token: tests/golden/make_fla_scores.py. Sums of 9
// numbers of order 1 in another order.
TEST(StickBreaking, IsTheAttentionOfFla) {
  const testing::GoldenTensors peer("fla_scores.safetensors");
  AttentionProblem problem{.q = peer["stick.q"], .k = peer["stick.k"], .v = peer["stick.v"]};
  problem.queries = problem.keys = {.count = problem.q.size(2)};
  problem.mask.causal = true;
  for (const bool current : {false, true}) {
    const std::string name = current ? "stick.current" : "stick.before";
    EXPECT_LT(distance(attend({.current = current}, problem), peer[name]), 1e-14) << current;
    const torch::Tensor rest = 1 - stick_breaking_weights(problem, {.current = current}).sum(-1);
    EXPECT_LT(distance(rest, peer[name + "_rest"]), 1e-14) << current;
  }
}

// The paper's product, key by key from the nearest, after cached tokens and with key heads shared.
TEST(StickBreaking, BreaksTheStickFromTheNearestKey) {
  const AttentionProblem problem = testing::random_problem(
      {.batch = 1, .heads = 4, .key_heads = 2, .queries = 3, .keys = 7, .dtype = torch::kFloat64});
  const torch::Tensor weights = stick_breaking_weights(problem, {});
  for (int64_t h = 0; h < 4; ++h)
    for (int64_t i = 0; i < 3; ++i) {
      double stick = 1;
      for (int64_t j = 3 + i; j >= 0; --j) {
        const double z = torch::dot(problem.q[0][h][i], problem.k[0][h / 2][j]).item<double>() / std::sqrt(8.0);
        const double share = 1 / (1 + std::exp(-z));
        EXPECT_NEAR(weights[0][h][i][j].item<double>(), stick * share, 1e-15);
        stick *= 1 - share;
      }
      EXPECT_EQ(weights[0][h][i].slice(0, 4 + i).abs().max().item<double>(), 0) << "itself and keys ahead";
    }
}

TEST(StickBreaking, OfAFirstTokenIsZero) {
  AttentionProblem problem = causal_problem(2, 4);
  problem.queries.documents = problem.keys.documents = torch::tensor({{0, 0, 1, 1}});
  const torch::Tensor out = attend({}, problem);
  for (const int64_t first : {0, 2}) EXPECT_EQ(out.select(2, first).abs().max().item<double>(), 0) << first;
  EXPECT_GT(out.select(2, 3).abs().min().item<double>(), 0);
}

// Scores of thousands: a product of sigmoids would be 0 or 1 everywhere and its gradient NaN.
TEST(StickBreaking, StaysFiniteForLargeScores) {
  AttentionProblem problem = causal_problem(2, 6);
  problem.q = (problem.q * 1e4).detach().requires_grad_();
  const torch::Tensor weights = stick_breaking_weights(problem, {});
  weights.square().sum().backward();
  EXPECT_TRUE(weights.isfinite().all().item<bool>());
  EXPECT_LE(weights.sum(-1).max().item<double>(), 1 + 1e-15);
  EXPECT_TRUE(problem.q.grad().isfinite().all().item<bool>());
}

TEST(StickBreaking, PassesGradientsToQueriesKeysAndValues) {
  const AttentionProblem problem = causal_problem(2, 5);
  testing::expect_gradients([&] { return attend({}, problem); }, {problem.q, problem.k, problem.v});
}

TEST(StickBreaking, CapsScoresAndDropsWeightsLikeAttention) {
  AttentionProblem problem = causal_problem(1, 2);
  problem.softcap = 0.5;
  const double z = torch::dot(problem.q[0][0][1], problem.k[0][0][0]).item<double>() / std::sqrt(8.0);
  EXPECT_NEAR(stick_breaking_weights(problem, {})[0][0][1][0].item<double>(),
              1 / (1 + std::exp(-0.5 * std::tanh(z / 0.5))), 1e-15);
  problem = causal_problem(2, 8);
  problem.dropout = 0.5;
  problem.dropout_seed = 4;
  AttentionProblem whole = problem;
  whole.dropout = 0;
  EXPECT_GT(distance(attend({}, problem), attend({}, whole)), 1e-3);
  EXPECT_EQ(distance(attend({}, problem), attend({}, problem)), 0) << "a seed decides";
}

}  // namespace
}  // namespace sextant::position
