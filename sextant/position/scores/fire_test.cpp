#include "sextant/position/scores/fire.h"

#include <gtest/gtest.h>

#include "tests/support/errors.h"
#include "tests/support/gradcheck.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::bias_of;
using testing::causal_problem;

// c = .1, T = 512, computed at 40 digits. The last two show that it is not relative past T.
TEST(FireInput, OfSomePairs) {
  const auto input = [](double i, double j) {
    const auto scalar = [](double x) { return torch::tensor(x, torch::kFloat64); };
    return fire_input(scalar(i), scalar(j), scalar(.1), scalar(512)).item<double>();
  };
  EXPECT_NEAR(input(1, 0), .0240981461, 5e-11);
  EXPECT_NEAR(input(100, 0), .6062818335, 5e-11);
  EXPECT_NEAR(input(512, 0), .9999997472, 5e-11);
  EXPECT_NEAR(input(1024, 0), .9999997844, 5e-11);
  EXPECT_NEAR(input(1024, 512), .8526446366, 5e-11);
  EXPECT_NEAR(input(1536, 1024), .7846074898, 5e-11);
}

TEST(Fire, IsTheNetworkOfItsInput) {
  Fire fire(FireOptions{.heads = 2});
  fire->to(torch::kFloat64);
  const torch::Tensor bias = bias_of(*fire, causal_problem(2, 4));
  const torch::Tensor x = fire_input(torch::tensor(3.0, torch::kFloat64), torch::tensor(1.0, torch::kFloat64), fire->c,
                                     fire->multiplier * 512);
  const torch::Tensor hidden = (fire->in_weight.select(1, 0) * x + fire->in_bias).clamp_min(0);
  const torch::Tensor expected = torch::mv(fire->out_weight, hidden) + fire->out_bias;
  EXPECT_LT(testing::distance(bias.select(0, 0).select(1, 3).select(1, 1), expected), 1e-14);
}

TEST(Fire, PassesGradientsToEveryWeight) {
  torch::manual_seed(3);
  Fire fire(FireOptions{.heads = 2, .threshold = 2, .width = 4});
  fire->to(torch::kFloat64);
  testing::expect_gradients(
      [&] { return bias_of(*fire, causal_problem(2, 5)); },
      {fire->c, fire->multiplier, fire->in_weight, fire->in_bias, fire->out_weight, fire->out_bias});
}

TEST(Fire, RefusesSizesThatGiveNothing) {
  EXPECT_VALUE_ERROR(Fire(FireOptions{.heads = 2, .width = 0}), "fire: width must be at least 1, got 0");
  EXPECT_VALUE_ERROR(Fire(FireOptions{.heads = 2, .threshold = 0}), "fire: threshold must be positive, got 0");
  EXPECT_VALUE_ERROR(Fire(FireOptions{.heads = 2, .c = 0}), "fire: c must be positive, got 0");
}

}  // namespace
}  // namespace sextant::position
