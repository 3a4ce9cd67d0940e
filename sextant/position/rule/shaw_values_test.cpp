// Both halves of Shaw et al.: the key term as a score encoding, the value term as a rule.
#include "sextant/position/rule/shaw_values.h"

#include <gtest/gtest.h>

#include "sextant/position/scores/shaw.h"

#include "tests/support/errors.h"
#include "tests/support/gradcheck.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::causal_problem;
using testing::distance;

/// Equations 3 and 4 of the paper in loops. aV may be undefined.
torch::Tensor by_loops(const AttentionProblem& problem, const torch::Tensor& a_k, const torch::Tensor& a_v,
                       int64_t left, int64_t right) {
  const int64_t heads = problem.q.size(1), queries = problem.q.size(2), keys = problem.k.size(2);
  const int64_t group = heads / problem.k.size(1);
  const double scale = 1 / std::sqrt(static_cast<double>(problem.q.size(3)));
  torch::Tensor out = torch::zeros_like(problem.q);
  for (int64_t h = 0; h < heads; ++h)
    for (int64_t i = 0; i < queries; ++i) {
      std::vector<torch::Tensor> scores, rows;
      for (int64_t j = 0; j < keys && j <= i + problem.queries.first; ++j) {
        const int64_t c = std::clamp<int64_t>(j - i - problem.queries.first, -left, right) + left;
        scores.push_back(torch::dot(problem.q[0][h][i], problem.k[0][h / group][j] + a_k[c]) * scale);
        rows.push_back(a_v.defined() ? problem.v[0][h / group][j] + a_v[c] : problem.v[0][h / group][j]);
      }
      out[0][h][i] = torch::matmul(torch::softmax(torch::stack(scores), 0), torch::stack(rows));
    }
  return out;
}

ShawOptions clipped(std::optional<int64_t> left = {}, std::optional<int64_t> right = {}) {
  ShawOptions options{.head_channels = 8, .left = left, .right = right};
  if (!left || !right) options.clip = 2;
  return options;
}

TEST(Shaw, RowsAreClippedOffsets) {
  EXPECT_TRUE(torch::equal(shaw_rows(clipped()), torch::arange(5)));
  EXPECT_TRUE(torch::equal(shaw_rows(clipped(3, 1)), torch::tensor({0, 1, 2, 3, 4, 4, 4})));
  EXPECT_VALUE_ERROR(shaw_rows(clipped(-1)), "shaw: clips must be at least 0, got left -1 and right 2");
  EXPECT_VALUE_ERROR(shaw_rows({.head_channels = 8, .clip = 2, .left = 1, .right = 1}),
                     "shaw: clip is for a side without left or right, got 2");
}

TEST(Shaw, KeyTermIsThePapersEquation) {
  Shaw shaw(clipped(3, 1));
  shaw->to(torch::kFloat64);
  AttentionProblem problem = causal_problem(4, 6, 2);
  problem.bias = testing::terms_of(*shaw, problem).bias;
  EXPECT_LT(distance(attention_plain(problem), by_loops(problem, shaw->keys, {}, 3, 1)), 1e-14);
}

TEST(ShawValues, AreThePapersEquations) {
  auto keys = std::make_shared<ShawImpl>(clipped());
  ShawValues rule(keys, shaw_rows(clipped()), 8, std::nullopt);
  rule->to(torch::kFloat64);
  Memory memory;
  for (const int64_t cached : {0, 3}) {
    AttentionProblem problem = testing::random_problem(
        {.batch = 1, .heads = 4, .key_heads = 2, .queries = 6 - cached, .keys = 6, .dtype = torch::kFloat64});
    problem.mask.causal = true;
    const torch::Tensor out = rule->attend(problem, {testing::blank(1, 6), problem.queries, problem.keys, memory});
    EXPECT_LT(distance(out, by_loops(problem, keys->keys, rule->values, 2, 2)), 1e-14) << cached;
  }
}

TEST(ShawValues, PassGradientsToBothTables) {
  auto keys = std::make_shared<ShawImpl>(clipped());
  ShawValues rule(keys, shaw_rows(clipped()), 8, std::nullopt);
  rule->to(torch::kFloat64);
  const AttentionProblem problem = causal_problem(2, 4);
  Memory memory;
  testing::expect_gradients(
      [&] {
        return rule->attend(problem, {testing::blank(1, 4), problem.queries, problem.keys, memory});
      },
      {keys->keys, rule->values});
}

TEST(ShawValues, DropWeightsAsPlainAttentionDoes) {
  auto keys = std::make_shared<ShawImpl>(clipped());
  ShawValues rule(keys, shaw_rows(clipped()), 8, std::nullopt);
  rule->to(torch::kFloat64);
  const torch::NoGradGuard no_grad;
  keys->keys.zero_();
  rule->values.zero_();
  AttentionProblem problem = causal_problem(2, 6);
  problem.dropout = 0.5;
  problem.dropout_seed = 9;
  Memory memory;
  const torch::Tensor out = rule->attend(problem, {testing::blank(1, 6), problem.queries, problem.keys, memory});
  EXPECT_LT(distance(out, attention_plain(problem)), 1e-14);
}

TEST(ShawSpec, IsARuleUnlessValuesAreLeftOut) {
  const Scheme rule = make_scheme("shaw", testing::small_request());
  EXPECT_NE(rule.layers[0].rule, nullptr);
  EXPECT_NE(rule.layers[0].rule, rule.layers[1].rule) << "tables of each layer's own";
  const Scheme scores = make_scheme("shaw:clip=8,values=false", testing::small_request());
  EXPECT_EQ(scores.layers[0].rule, nullptr);
  EXPECT_EQ(scores.layers[0].scores.size(), 1U);
  EXPECT_EQ(scores.spec, "shaw:clip=8,values=false");
}

}  // namespace
}  // namespace sextant::position
