#include "sextant/position/scores/cope.h"

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

Cope some_cope(int64_t positions) {
  torch::manual_seed(8);
  Cope cope(CopeOptions{.head_channels = 8, .positions = positions});
  cope->to(torch::kFloat64);
  const torch::NoGradGuard no_grad;
  cope->rows.normal_();
  return cope;
}

// x-transformers' CoPE without a cache, on masked scores: tests/golden/make_x_transformers_scores.py. Sums of 8
// products of order 1, in another order.
TEST(Cope, IsTheBiasOfXTransformers) {
  const testing::GoldenTensors peer("x_transformers_scores.safetensors");
  for (const int64_t positions : {3, 16}) {
    const std::string name = "cope" + std::to_string(positions);
    AttentionProblem problem{.q = peer["cope.q"], .k = peer["cope.k"], .v = peer["cope.k"]};
    problem.queries = problem.keys = {.count = problem.q.size(2)};
    problem.mask.causal = true;
    Cope cope(CopeOptions{.head_channels = problem.q.size(3), .positions = positions});
    cope->to(torch::kFloat64);
    const torch::NoGradGuard no_grad;
    cope->rows.copy_(peer[name + ".rows"]);
    EXPECT_LT(distance(bias_of(*cope, problem).tril(), peer[name + ".bias"].tril()), 1e-13) << positions;
  }
}

// Section 4's formulas in loops.
TEST(Cope, IsThePapersFormula) {
  Cope cope = some_cope(3);
  AttentionProblem problem = causal_problem(4, 7, 2);
  problem.scale = 0.7;
  const torch::Tensor bias = bias_of(*cope, problem);
  const torch::NoGradGuard no_grad;
  for (int64_t h = 0; h < 4; ++h)
    for (int64_t i = 0; i < 7; ++i)
      for (int64_t j = 0; j <= i; ++j) {
        double p = 0;
        for (int64_t t = j; t <= i; ++t)
          p += 1 / (1 + std::exp(-0.7 * torch::dot(problem.q[0][h][i], problem.k[0][h / 2][t]).item<double>()));
        p = std::min(p, 2.0);
        const auto low = static_cast<int64_t>(std::floor(p)), high = static_cast<int64_t>(std::ceil(p));
        const double share = p - std::floor(p);
        const torch::Tensor row = cope->rows[low] * (1 - share) + cope->rows[high] * share;
        EXPECT_NEAR(bias[0][h][i][j].item<double>(), torch::dot(problem.q[0][h][i], row).item<double>(), 1e-13);
      }
}

// All gates at 1: every token counts, so positions are distances plus one, clamped.
TEST(Cope, WithOpenGatesCountsTokens) {
  AttentionProblem problem = causal_problem(1, 5);
  problem.q.fill_(100);
  problem.k.fill_(100);
  const torch::Tensor counted = cope_positions(problem, 4)[0][0];
  for (int64_t i = 0; i < 5; ++i)
    for (int64_t j = 0; j <= i; ++j)
      EXPECT_EQ(counted[i][j].item<double>(), static_cast<double>(std::min<int64_t>(i - j + 1, 3)));
}

TEST(Cope, CountsNoKeyOfAnotherDocument) {
  AttentionProblem packed = causal_problem(2, 6);
  packed.queries.documents = packed.keys.documents = torch::tensor({{0, 0, 0, 1, 1, 1}});
  AttentionProblem alone = packed;
  for (torch::Tensor* tensor : {&alone.q, &alone.k, &alone.v}) *tensor = tensor->slice(2, 3);
  alone.queries = alone.keys = {.count = 3};
  const torch::Tensor inside = cope_positions(packed, 64).slice(2, 3).slice(3, 3);
  EXPECT_LT(distance(inside, cope_positions(alone, 64)), 1e-15);
}

// Gradients by the rows, and through the gates by queries and keys.
TEST(Cope, PassesGradientsToRowsAndThroughGates) {
  Cope cope = some_cope(4);
  const AttentionProblem problem = causal_problem(2, 6);
  testing::expect_gradients([&] { return bias_of(*cope, problem); }, {cope->rows, problem.q, problem.k});
}

TEST(Cope, RefusesATableWithoutAnyOrder) {
  EXPECT_VALUE_ERROR(Cope(CopeOptions{.head_channels = 2, .positions = 1}),
                     "cope: positions must be at least 2, got 1");
}

}  // namespace
}  // namespace sextant::position
