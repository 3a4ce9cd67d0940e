#include "sextant/position/scores/transformer_xl.h"

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

TransformerXl some_xl() {
  torch::manual_seed(12);
  TransformerXl xl(TransformerXlOptions{.heads = 4, .channels = 6, .head_channels = 8});
  xl->to(torch::kFloat64);
  const torch::NoGradGuard no_grad;
  for (torch::Tensor& parameter : xl->parameters()) parameter.normal_();
  return xl;
}

/// Equation 5 of section 3.3 in loops, without q·k: terms b, c and d.
torch::Tensor by_loops(const TransformerXlImpl& xl, const AttentionProblem& problem, const torch::Tensor& i_ids,
                       const torch::Tensor& j_ids) {
  const int64_t heads = problem.q.size(1), group = heads / problem.k.size(1);
  torch::Tensor bias = torch::zeros({1, heads, i_ids.size(0), j_ids.size(0)}, torch::kFloat64);
  for (int64_t i = 0; i < i_ids.size(0); ++i)
    for (int64_t j = 0; j < j_ids.size(0); ++j) {
      const double delta = i_ids[i].item<double>() - j_ids[j].item<double>();
      std::vector<double> sines, cosines;
      for (int64_t k = 0; k < xl.options.channels / 2; ++k) {
        const double angle = delta * std::pow(10000.0, -2.0 * static_cast<double>(k) / 6);
        sines.push_back(std::sin(angle));
        cosines.push_back(std::cos(angle));
      }
      sines.insert(sines.end(), cosines.begin(), cosines.end());
      const torch::Tensor row = torch::mv(xl.projection, torch::tensor(sines, torch::kFloat64)).view({heads, -1});
      for (int64_t h = 0; h < heads; ++h)
        bias[0][h][i][j] = (torch::dot(xl.content[h], problem.k[0][h / group][j]) +
                            torch::dot(problem.q[0][h][i] + xl.place[h], row[h])) /
                           std::sqrt(8.0);
    }
  return bias;
}

// XLNet's rel_attn_core with these weights, in both directions, with keys before the queries:
// tests/golden/make_transformers_scores.py. Scores of order 10 in another order of operations.
TEST(TransformerXl, IsTheAttentionOfXlnet) {
  const testing::GoldenTensors peer("transformers_scores.safetensors");
  for (const std::string direction : {"causal", "both"}) {
    AttentionProblem problem{.q = peer["xl.q"], .k = peer["xl.k"], .v = peer["xl.v"]};
    problem.keys = {.count = problem.k.size(2)};
    problem.queries = {.first = problem.k.size(2) - problem.q.size(2), .count = problem.q.size(2)};
    problem.mask.causal = direction == "causal";
    TransformerXl xl(TransformerXlOptions{.heads = 2, .channels = peer["xl.projection"].size(1), .head_channels = 4});
    xl->to(torch::kFloat64);
    const torch::NoGradGuard no_grad;
    xl->projection.copy_(peer["xl.projection"]);
    xl->content.copy_(peer["xl.content"]);
    xl->place.copy_(peer["xl.place"]);
    problem.bias = testing::terms_of(*xl, problem).bias;
    EXPECT_LT(distance(attention_plain(problem), peer["xl." + direction]), 1e-13) << direction;
  }
}

// The shift is a look-up by position: queries in the middle of the keys, keys behind and ahead.
TEST(TransformerXl, IsThePapersEquationForAnyQueries) {
  TransformerXl xl = some_xl();
  const torch::NoGradGuard no_grad;
  AttentionProblem problem = testing::random_problem(
      {.batch = 1, .heads = 4, .key_heads = 2, .queries = 3, .keys = 7, .dtype = torch::kFloat64});
  problem.queries = {.first = 2, .count = 3};
  const torch::Tensor expected = by_loops(*xl, problem, torch::arange(2, 5), torch::arange(7));
  EXPECT_LT(distance(bias_of(*xl, problem), expected), 1e-13);
}

// The same positions by a table, as real numbers, and spread too wide for a table.
TEST(TransformerXl, IsTheSameForEveryShapeOfPositions) {
  TransformerXl xl = some_xl();
  const torch::NoGradGuard no_grad;
  AttentionProblem problem = causal_problem(4, 6, 2);
  const torch::Tensor table = bias_of(*xl, problem);
  problem.queries.ids = problem.keys.ids = torch::arange(6, torch::kFloat64);
  EXPECT_TRUE(std::holds_alternative<DenseBias>(testing::terms_of(*xl, problem).bias[1]));
  EXPECT_LT(distance(bias_of(*xl, problem), table), 1e-13);
  const torch::Tensor wide = torch::tensor({0, 1, 4000, 4001, 9000, 9001});
  problem.queries.ids = problem.keys.ids = wide;
  EXPECT_TRUE(std::holds_alternative<DenseBias>(testing::terms_of(*xl, problem).bias[1]));
  // Angles to 9001 radians carry 9001·2^-53 ≈ 1e-12 of rounding, times weights of order 10.
  EXPECT_LT(distance(bias_of(*xl, problem), by_loops(*xl, problem, wide, wide)), 1e-10);
}

TEST(TransformerXl, PassesGradientsToEveryWeightOnBothPaths) {
  TransformerXl xl = some_xl();
  AttentionProblem problem = causal_problem(4, 4, 2);
  for (int path = 0; path < 2; ++path) {
    testing::expect_gradients([&] { return bias_of(*xl, problem); },
                              {xl->projection, xl->content, xl->place, problem.q, problem.k});
    problem.queries.ids = problem.keys.ids = torch::arange(4, torch::kFloat64) * 0.5;
  }
}

TEST(TransformerXl, IsAlsoCalledXl) { EXPECT_EQ(make_scheme("xl", testing::small_request()).spec, "transformer-xl"); }

TEST(TransformerXl, RefusesSinusoidsWithoutPairs) {
  EXPECT_VALUE_ERROR(TransformerXl(TransformerXlOptions{.heads = 1, .channels = 5, .head_channels = 5}),
                     "transformer-xl: channels must be even and at least 2, got 5");
  EXPECT_VALUE_ERROR(TransformerXl(TransformerXlOptions{.heads = 1, .channels = 4, .head_channels = 4, .base = 0}),
                     "transformer-xl: base must be positive, got 0");
}

}  // namespace
}  // namespace sextant::position
