#include "sextant/position/scores/distance_bank.h"

#include <gtest/gtest.h>

#include "tests/support/errors.h"
#include "tests/support/golden_tensors.h"
#include "tests/support/gradcheck.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::causal_problem;
using testing::distance;

torch::Tensor bias_of_content(DistanceBankImpl& encoding, AttentionProblem problem, const torch::Tensor& x) {
  Memory memory;
  problem.bias = encoding.terms(problem, {x, problem.queries, problem.keys, memory}).bias;
  return dense_bias(problem);
}

// transformers' InklingRelativeLogits behind r_proj, 9 queries after 3 cached keys, with profiles that end before the
// farthest key and profiles that do not: tests/golden/make_transformers_scores.py. Sums of 12 products of order 1.
TEST(DistanceBank, IsTheBiasOfInkling) {
  const testing::GoldenTensors peer("transformers_scores.safetensors");
  const torch::NoGradGuard no_grad;
  for (const int64_t reach : {5, 40}) {
    const std::string name = "bank" + std::to_string(reach);
    DistanceBank bank(DistanceBankOptions{.heads = 2, .channels = 6, .bases = 3, .reach = reach});
    bank->to(torch::kFloat64);
    bank->mix.copy_(peer["bank.mix"]);
    bank->bank.copy_(peer[name + ".bank"]);
    const AttentionProblem problem =
        testing::random_problem({.batch = 1, .heads = 2, .queries = 9, .keys = 12, .dtype = torch::kFloat64});
    EXPECT_LT(distance(bias_of_content(*bank, problem, peer["bank.x"]), peer[name + ".bias"]), 1e-14) << reach;
  }
}

// Keys exactly `reach` tokens away, and ahead, get 0 although tables are read at their clamped ends.
TEST(DistanceBank, EndsAtItsReach) {
  torch::manual_seed(14);
  DistanceBank bank(DistanceBankOptions{.heads = 2, .channels = 4, .bases = 2, .reach = 3});
  bank->to(torch::kFloat64);
  const torch::NoGradGuard no_grad;
  const torch::Tensor x = torch::randn({1, 6, 4}, torch::kFloat64);
  const torch::Tensor bias = bias_of_content(*bank, causal_problem(2, 6), x);
  EXPECT_EQ(bias[0].select(1, 5).slice(1, 0, 3).abs().max().item<double>(), 0);
  EXPECT_GT(bias[0].select(1, 5).slice(1, 3).abs().min().item<double>(), 0);
  EXPECT_EQ(bias[0].triu(1).abs().max().item<double>(), 0);
}

TEST(DistanceBank, PassesGradientsToMixAndBank) {
  torch::manual_seed(15);
  DistanceBank bank(DistanceBankOptions{.heads = 2, .channels = 3, .bases = 2, .reach = 4});
  bank->to(torch::kFloat64);
  const torch::Tensor x = torch::randn({1, 6, 3}, torch::kFloat64);
  testing::expect_gradients([&] { return bias_of_content(*bank, causal_problem(2, 6), x); },
                            {bank->mix, bank->bank, x});
}

TEST(DistanceBank, RefusesSizesThatGiveNothing) {
  EXPECT_VALUE_ERROR(DistanceBank(DistanceBankOptions{.heads = 1, .channels = 1, .bases = 0}),
                     "distance-bank: bases must be at least 1, got 0");
  EXPECT_VALUE_ERROR(DistanceBank(DistanceBankOptions{.heads = 1, .channels = 1, .reach = 0}),
                     "distance-bank: reach must be at least 1, got 0");
}

}  // namespace
}  // namespace sextant::position
