#include "sextant/position/rule/pope.h"

#include <gtest/gtest.h>

#include <numbers>

#include "tests/support/errors.h"
#include "tests/support/golden_tensors.h"
#include "tests/support/gradcheck.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::causal_problem;
using testing::distance;

Pope pope(int64_t heads, PopeStart init = PopeStart::kUniform) {
  torch::manual_seed(8);
  Pope made(PopeOptions{.channels = 8, .heads = heads, .init = init});
  made->to(torch::kFloat64);
  return made;
}

torch::Tensor attend(PopeImpl& rule, const AttentionProblem& problem) {
  Memory memory;
  return rule.attend(problem, {testing::blank(1, problem.queries.count), problem.queries, problem.keys, memory});
}

/// The formula in loops, [H, T, D]; δ [H, D].
torch::Tensor by_loops(const AttentionProblem& problem, const torch::Tensor& delta) {
  const int64_t heads = problem.q.size(1), group = heads / problem.k.size(1), channels = problem.q.size(3);
  torch::Tensor out = torch::zeros_like(problem.q);
  const torch::Tensor w = torch::pow(1e4, -torch::arange(channels, torch::kFloat64) / channels);
  for (int64_t h = 0; h < heads; ++h)
    for (int64_t i = 0; i < problem.q.size(2); ++i) {
      std::vector<torch::Tensor> scores;
      for (int64_t j = 0; j <= i; ++j) {
        const torch::Tensor sizes = at::softplus(problem.q[0][h][i]) * at::softplus(problem.k[0][h / group][j]);
        scores.push_back((sizes * (w * (i - j) - delta[h]).cos()).sum() / std::sqrt(static_cast<double>(channels)));
      }
      out[0][h][i] = torch::matmul(torch::softmax(torch::stack(scores), 0), problem.v[0][h / group].slice(0, 0, i + 1));
    }
  return out;
}

// tests/golden/make_x_transformers_rotations.py. With one value vector a key, the output shows the weights.
TEST(Pope, ScoresAsXTransformersDoes) {
  const testing::GoldenTensors golden("x_transformers_rotations.safetensors");
  const torch::Tensor q = golden["pope.q"], scores = golden["pope.scores"];
  const int64_t tokens = q.size(1);
  Pope rule = pope(2);
  const torch::NoGradGuard no_grad;
  rule->offsets.copy_(golden["pope.delta"]);
  AttentionProblem problem{.q = q.unsqueeze(0),
                           .k = golden["pope.k"].unsqueeze(0),
                           .v = torch::eye(tokens, torch::kFloat64).expand({1, 2, tokens, tokens})};
  problem.queries = problem.keys = {.count = tokens};
  problem.scale = 0.25;
  EXPECT_LT(distance(attend(*rule, problem)[0], torch::softmax(scores * 0.25, -1)), 1e-13);
}

TEST(Pope, IsThePapersEquation) {
  for (const PopeStart init : {PopeStart::kZero, PopeStart::kUniform}) {
    Pope rule = pope(4, init);
    const AttentionProblem problem = causal_problem(4, 6, 2);
    EXPECT_LT(distance(attend(*rule, problem), by_loops(problem, rule->offsets)), 1e-13);
  }
}

TEST(Pope, OffsetsAreHeldWithinATurn) {
  Pope rule = pope(2, PopeStart::kZero);
  const AttentionProblem problem = causal_problem(2, 5);
  const torch::NoGradGuard no_grad;
  const torch::Tensor at_zero = attend(*rule, problem);
  rule->offsets.fill_(3);
  EXPECT_TRUE(torch::equal(attend(*rule, problem), at_zero));
  rule->offsets.fill_(-7);
  EXPECT_LT(distance(attend(*rule, problem), at_zero), 1e-13) << "a whole turn";
  rule->eval();
  rule->offsets.fill_(3);
  EXPECT_GT(distance(attend(*rule, problem), at_zero), 1e-3) << "nothing is written outside of training";
}

TEST(Pope, StartsAtZeroOrAnywhereInATurn) {
  EXPECT_EQ(pope(2, PopeStart::kZero)->offsets.abs().max().item<double>(), 0);
  const torch::Tensor drawn = pope(64)->offsets.detach();
  EXPECT_LE(drawn.max().item<double>(), 0);
  EXPECT_GE(drawn.min().item<double>(), -2 * std::numbers::pi);
  EXPECT_NEAR(drawn.mean().item<double>(), -std::numbers::pi, 4 * 2 * std::numbers::pi / std::sqrt(12.0 * 512));
}

// x-transformers clamps in the graph: from zero its offsets get no gradient in LibTorch 2.15.
TEST(Pope, TrainsOffsetsThatStartAtZero) {
  Pope rule = pope(2, PopeStart::kZero);
  attend(*rule, causal_problem(2, 4)).square().sum().backward();
  EXPECT_GT(rule->offsets.grad().abs().min().item<double>(), 0);
}

TEST(Pope, TrainsItsOffsets) {
  Pope rule = pope(2);
  const AttentionProblem problem = causal_problem(2, 4);
  testing::expect_gradients([&] { return attend(*rule, problem); }, {rule->offsets});
}

// Sizes times cosines are rounded to bfloat16, queries and keys by 2^-9 each: a score is off by at most 2^-8 of the sum
// of its sizes, a weight by the exponential of twice that; weights and output are rounded once more.
TEST(Pope, TakesBfloat16) {
  AttentionProblem problem = causal_problem(4, 12, 2);
  for (torch::Tensor* x : {&problem.q, &problem.k, &problem.v}) *x = x->to(torch::kBFloat16);
  AttentionProblem exact = problem;
  for (torch::Tensor* x : {&exact.q, &exact.k, &exact.v}) *x = x->to(torch::kFloat64);
  Pope rule = pope(4);
  const torch::NoGradGuard no_grad;
  const torch::Tensor out = attend(*rule, problem);
  ASSERT_EQ(out.scalar_type(), torch::kBFloat16);
  const torch::Tensor sizes = torch::matmul(at::softplus(exact.q), at::softplus(exact.k).repeat_interleave(2, 1).mT());
  const double off = 0x1p-8 * sizes.max().item<double>() / std::sqrt(8.0);
  const double most = std::expm1(2 * off) + 2 * 0x1p-8;
  EXPECT_LT(distance(out, attend(*rule, exact)), most * exact.v.abs().max().item<double>());
}

TEST(Pope, RefusesOtherHeads) {
  Pope rule = pope(4);
  EXPECT_VALUE_ERROR(attend(*rule, causal_problem(2, 4)), "pope: its offsets are for 4 heads, got 2");
}

}  // namespace
}  // namespace sextant::position
