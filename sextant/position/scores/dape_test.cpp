#include "sextant/position/scores/dape.h"

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
using testing::small_request;

/// An inner scheme: another multiple of the distance for each head, trained.
class Slopes final : public ScoreEncoding {
 public:
  Slopes() { slopes = register_parameter("slopes", torch::tensor({.3, .1, .7, .2}, torch::kFloat64)); }
  ScoreTerms terms(const AttentionProblem&, const LayerCall&) override { return {.bias = {LinearBias{slopes}}}; }
  torch::Tensor slopes;
};

/// An inner scheme that does more than give a bias.
class Narrow final : public ScoreEncoding {
 public:
  ScoreTerms terms(const AttentionProblem&, const LayerCall&) override { return {.mask = {.window = 2}}; }
};

Dape over_slopes(const std::shared_ptr<Slopes>& slopes, int64_t width = 5) {
  torch::manual_seed(16);
  Dape dape(DapeOptions{.heads = 4, .width = width}, slopes);
  dape->to(torch::kFloat64);
  return dape;
}

// The authors' AliBi_DAPE, 4 heads: tests/golden/make_author_scores.py. Sums of 8 products below 10.
TEST(Dape, IsTheBiasOfTheAuthors) {
  const testing::GoldenTensors peer("author_scores.safetensors");
  const auto alibi = std::get<std::shared_ptr<ScoreEncoding>>(scheme_entry("alibi").make(small_request(), {}));
  Dape dape(DapeOptions{.heads = 4, .over = "alibi", .width = 5}, alibi);
  dape->to(torch::kFloat64);
  const torch::NoGradGuard no_grad;
  for (auto& item : dape->named_parameters()) item.value().copy_(peer["dape." + item.key()]);
  AttentionProblem problem{.q = peer["dape.q"], .k = peer["dape.k"], .v = peer["dape.k"]};
  problem.queries = problem.keys = {.count = 6};
  problem.mask.causal = true;
  EXPECT_LT(distance(bias_of(*dape, problem).tril(), peer["dape.bias"].tril()), 1e-13);
}

// The authors' ParallelKerpleLog_DAPE in loops: for each pair the scores of all heads, then the biases of all heads,
// through the network; the result is added to the bias.
TEST(Dape, IsTheAuthorsCode) {
  const auto slopes = std::make_shared<Slopes>();
  Dape dape = over_slopes(slopes);
  const torch::NoGradGuard no_grad;
  const AttentionProblem problem = causal_problem(4, 5, 2);
  const torch::Tensor bias = bias_of(*dape, problem);
  for (int64_t i = 0; i < 5; ++i)
    for (int64_t j = 0; j < 5; ++j) {
      std::vector<torch::Tensor> both(8);
      for (int64_t h = 0; h < 4; ++h) {
        both[h] = torch::dot(problem.q[0][h][i], problem.k[0][h / 2][j]) / std::sqrt(8.0);
        both[h + 4] = -slopes->slopes[h] * static_cast<double>(std::abs(i - j));
      }
      torch::Tensor hidden = torch::mv(dape->in_weight, torch::stack(both)) + dape->in_bias;
      hidden = torch::where(hidden > 0, hidden, hidden * 0.01);  // torch's LeakyReLU
      const torch::Tensor expected = torch::stack(both).slice(0, 4) + torch::mv(dape->out_weight, hidden);
      EXPECT_LT(distance(bias[0].select(1, i).select(1, j), expected), 1e-14) << i << ' ' << j;
    }
}

TEST(Dape, WithoutACorrectionIsItsInnerScheme) {
  Dape dape = over_slopes(std::make_shared<Slopes>());
  const torch::NoGradGuard no_grad;
  dape->out_weight.zero_();
  const AttentionProblem problem = causal_problem(4, 5);
  EXPECT_EQ(distance(bias_of(*dape, problem), bias_of(*std::make_shared<Slopes>(), problem)), 0);
}

TEST(Dape, ReadsTheSchemeNamedByOver) {
  const Scheme kerple = make_scheme("dape", small_request()), alibi = make_scheme("dape:over=alibi", small_request());
  EXPECT_EQ(kerple.layers[0].scores[0]->named_parameters().size(), 5U);  // r1 and r2, and three of the network
  EXPECT_EQ(alibi.layers[0].scores[0]->named_parameters().size(), 3U);
  EXPECT_EQ(alibi.spec, "dape:over=alibi");
}

TEST(Dape, PassesGradientsToTheNetworkAndTheInnerScheme) {
  const auto slopes = std::make_shared<Slopes>();
  Dape dape = over_slopes(slopes, 3);
  const AttentionProblem problem = causal_problem(4, 4);
  testing::expect_gradients([&] { return bias_of(*dape, problem); },
                            {dape->in_weight, dape->in_bias, dape->out_weight, slopes->slopes, problem.q, problem.k});
}

TEST(Dape, RefusesWhatItCannotCorrect) {
  EXPECT_VALUE_ERROR(make_scheme("dape:over=rope", small_request()),
                     "dape: over must name a scheme on scores, got rope");
  EXPECT_VALUE_ERROR(make_scheme("dape:over=dape", small_request()), "dape: over must name another scheme, got dape");
  EXPECT_VALUE_ERROR(make_scheme("dape:over=fox", small_request()),
                     "dape: over must name a scheme that does not read the data, got fox");
  EXPECT_VALUE_ERROR(make_scheme("dape:width=0", small_request()), "dape: width must be at least 1, got 0");
  Dape narrow(DapeOptions{.heads = 2, .over = "window"}, std::make_shared<Narrow>());
  EXPECT_VALUE_ERROR(bias_of(*narrow, causal_problem(2, 3)),
                     "dape: over must name a scheme that gives a bias alone, got window");
}

}  // namespace
}  // namespace sextant::position
