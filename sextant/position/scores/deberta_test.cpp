#include "sextant/position/scores/deberta.h"

#include <gtest/gtest.h>

#include "tests/support/errors.h"
#include "tests/support/golden_tensors.h"
#include "tests/support/gradcheck.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::causal_problem;
using testing::distance;

DebertaOptions options(int64_t buckets, int64_t longest) {
  return {.heads = 4, .head_channels = 8, .buckets = buckets, .longest = longest};
}

Deberta some_deberta(int64_t buckets, int64_t longest) {
  torch::manual_seed(13);
  Deberta deberta(options(buckets, longest));
  deberta->to(torch::kFloat64);
  const torch::NoGradGuard no_grad;
  for (torch::Tensor& parameter : deberta->parameters()) parameter.normal_();
  return deberta;
}

// transformers' make_log_bucket_position with 256 buckets and 512 tokens.
TEST(DebertaBuckets, OfSomeDistances) {
  const std::vector<std::pair<int64_t, int64_t>> published{{0, 0},     {1, 1},     {128, 128}, {129, 129}, {160, 149},
                                                           {256, 192}, {400, 233}, {511, 255}, {512, 256}, {600, 270}};
  for (const auto& [distance, bucket] : published) {
    EXPECT_EQ(deberta_bucket(distance, options(256, 512)), bucket) << distance;
    EXPECT_EQ(deberta_bucket(-distance, options(256, 512)), -bucket) << distance;
  }
}

// transformers' make_log_bucket_position for -600 … 600, in float64: tests/golden/make_transformers_scores.py.
TEST(DebertaBuckets, AreThoseOfTransformers) {
  const testing::GoldenTensors peer("transformers_scores.safetensors");
  for (const auto& [buckets, longest] : {std::pair<int64_t, int64_t>{256, 512}, {32, 128}, {8, 20}}) {
    const torch::Tensor published = peer["deberta.buckets " + std::to_string(buckets) + " " + std::to_string(longest)];
    for (int64_t n = -600; n <= 600; ++n)
      EXPECT_EQ(deberta_bucket(n, options(buckets, longest)), published[n + 600].item<int64_t>()) << n;
  }
}

// transformers' DisentangledSelfAttention with these weights: tests/golden/make_transformers_scores.py. 24 tokens and 8
// buckets, so both ends are clamped. Its scale is a float32 square root, 24 bits of √12.
TEST(Deberta, IsTheAttentionOfTransformers) {
  const testing::GoldenTensors peer("transformers_scores.safetensors");
  Deberta deberta(DebertaOptions{.heads = 2, .head_channels = 4, .buckets = 8, .longest = 20});
  deberta->to(torch::kFloat64);
  const torch::NoGradGuard no_grad;
  deberta->keys.copy_(peer["deberta.keys"]);
  deberta->queries.copy_(peer["deberta.queries"]);
  AttentionProblem problem{.q = peer["deberta.q"], .k = peer["deberta.k"], .v = peer["deberta.v"]};
  problem.queries = problem.keys = {.count = problem.q.size(2)};
  add(testing::terms_of(*deberta, problem), problem);
  EXPECT_LT(distance(attention_plain(problem), peer["deberta.out"]), 1e-6);
}

// Both tables are read at δ(p_i - p_j), in loops; queries after cached keys, key heads shared.
TEST(Deberta, IsTheReleasedFormulaForAnyQueries) {
  Deberta deberta = some_deberta(8, 20);
  const torch::NoGradGuard no_grad;
  AttentionProblem problem = testing::random_problem(
      {.batch = 1, .heads = 4, .key_heads = 2, .queries = 5, .keys = 30, .dtype = torch::kFloat64});
  const torch::Tensor bias = testing::bias_of(*deberta, problem);
  for (int64_t h = 0; h < 4; ++h)
    for (int64_t i = 0; i < 5; ++i)
      for (int64_t j = 0; j < 30; ++j) {
        const int64_t row = std::clamp<int64_t>(deberta_bucket(25 + i - j, deberta->options) + 8, 0, 15);
        const double expected = (torch::dot(problem.q[0][h][i], deberta->keys[h][row]) +
                                 torch::dot(problem.k[0][h / 2][j], deberta->queries[h][row]))
                                    .item<double>() /
                                std::sqrt(3 * 8.0);
        EXPECT_NEAR(bias[0][h][i][j].item<double>(), expected, 1e-13);
      }
}

TEST(Deberta, PassesGradientsToBothTables) {
  Deberta deberta = some_deberta(4, 5);
  const AttentionProblem problem = causal_problem(4, 6, 2);
  testing::expect_gradients([&] { return testing::bias_of(*deberta, problem); },
                            {deberta->keys, deberta->queries, problem.q, problem.k});
}

TEST(Deberta, RefusesBucketsThatDoNotFit) {
  EXPECT_VALUE_ERROR(Deberta(options(7, 20)), "deberta: buckets must be even and at least 4, got 7");
  EXPECT_VALUE_ERROR(Deberta(options(2, 20)), "deberta: buckets must be even and at least 4, got 2");
  EXPECT_VALUE_ERROR(deberta_bucket(1, options(8, 5)),
                     "deberta: longest must be more than 5, half of the buckets and one, got 5");
}

}  // namespace
}  // namespace sextant::position
