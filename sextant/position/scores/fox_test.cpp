#include "sextant/position/scores/fox.h"

#include <gtest/gtest.h>

#include "tests/support/errors.h"
#include "tests/support/golden_tensors.h"
#include "tests/support/gradcheck.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::causal_problem;
using testing::distance;

/// The bias [H, T, T] of x [1, T, C], less each query's own.
torch::Tensor bias_of_content(FoxImpl& fox, const torch::Tensor& x) {
  Memory memory;
  AttentionProblem problem = causal_problem(fox.options.heads, x.size(1));
  problem.bias = fox.terms(problem, {x, problem.queries, problem.keys, memory}).bias;
  const torch::Tensor bias = dense_bias(problem)[0];
  const torch::Tensor by_query = bias.expand({-1, x.size(1), -1});
  return by_query - by_query.diagonal(0, 1, 2).unsqueeze(-1);
}

/// x-transformers' weights and input.
Fox from_peer(const testing::GoldenTensors& peer) {
  Fox fox(FoxOptions{.heads = 3, .channels = 6});
  fox->to(torch::kFloat64);
  const torch::NoGradGuard no_grad;
  fox->weight.copy_(peer["fox.weight"]);
  fox->bias.copy_(peer["fox.bias"]);
  return fox;
}

// x-transformers' DataDependentAlibi without a cache: tests/golden/make_x_transformers_scores.py. Sums of 9 terms below
// 10, in another order.
TEST(Fox, IsTheBiasOfXTransformers) {
  const testing::GoldenTensors peer("x_transformers_scores.safetensors");
  Fox fox = from_peer(peer);
  EXPECT_LT(distance(bias_of_content(*fox, peer["fox.x"]).tril(), peer["fox.bias_of_pairs"].tril()), 1e-13);
}

// fla's naive_forgetting_attn on log gates of its own: tests/golden/make_fla_scores.py.
TEST(Fox, IsTheAttentionOfFla) {
  const testing::GoldenTensors peer("fla_scores.safetensors");
  AttentionProblem problem{.q = peer["fox.q"], .k = peer["fox.k"], .v = peer["fox.v"]};
  problem.queries = problem.keys = {.count = problem.q.size(2)};
  problem.mask.causal = true;
  Fox fox(FoxOptions{.heads = 4, .channels = 4});
  fox->to(torch::kFloat64);
  const torch::NoGradGuard no_grad;
  fox->weight.copy_(torch::eye(4));
  fox->bias.zero_();
  Memory memory;
  problem.bias = fox->terms(problem, {peer["fox.gates"], problem.queries, problem.keys, memory}).bias;
  EXPECT_LT(distance(attention_plain(problem), peer["fox.out"]), 1e-13);
}

// Definition: the log gates of the tokens after the key, the query's own included. 0 on the diagonal.
TEST(Fox, SumsTheGatesBetweenKeyAndQuery) {
  torch::manual_seed(2);
  Fox fox(FoxOptions{.heads = 2, .channels = 4, .bias = 1});
  fox->to(torch::kFloat64);
  const torch::Tensor x = torch::randn({1, 6, 4}, torch::kFloat64);
  const torch::Tensor bias = bias_of_content(*fox, x);
  for (int64_t h = 0; h < 2; ++h)
    for (int64_t i = 0; i < 6; ++i)
      for (int64_t j = 0; j <= i; ++j) {
        double expected = 0;
        for (int64_t t = j + 1; t <= i; ++t)
          expected += torch::log_sigmoid(torch::dot(fox->weight[h], x[0][t]) + fox->bias[h]).item<double>();
        EXPECT_NEAR(bias[h][i][j].item<double>(), expected, 1e-14);
      }
}

// One new token after a cache: the keys' biases differ among themselves as in one pass.
TEST(Fox, ANewTokenReachesAllOldKeys) {
  torch::manual_seed(6);
  Fox fox(FoxOptions{.heads = 2, .channels = 4, .bias = 1});
  fox->to(torch::kFloat64);
  const torch::Tensor x = torch::randn({1, 8, 4}, torch::kFloat64);
  const AttentionProblem unread;
  Memory whole, parts;
  const auto bias = [&](const torch::Tensor& part, Positions queries, Memory& memory) {
    const Positions keys{.count = queries.first + queries.count};
    return std::get<KeyBias>(fox->terms(unread, {part, queries, keys, memory}).bias[0]).values;
  };
  const torch::Tensor all = bias(x, {.count = 8}, whole);
  bias(x.slice(1, 0, 7), {.count = 7}, parts);
  const torch::Tensor last = bias(x.slice(1, 7), {.first = 7, .count = 1}, parts);
  EXPECT_LT(distance(last, all), 1e-15);
  EXPECT_GT((last.select(2, 7) - last.select(2, 0)).abs().min().item<double>(), 0.1) << "old keys are told apart";
}

// Prefix sums in float32 step by 5e-4 once they reach thousands (pitfall of every C_i - C_j): these do not.
TEST(Fox, KeepsTheGateOfOneTokenAfterManyTokens) {
  Fox fox(FoxOptions{.heads = 1, .channels = 1, .bias = 0});
  const torch::NoGradGuard no_grad;
  fox->weight.zero_();
  const int64_t tokens = 100000;
  Memory memory;
  const torch::Tensor x = torch::zeros({1, tokens, 1});
  const Positions positions{.count = tokens};
  const torch::Tensor values =
      std::get<KeyBias>(fox->terms({}, {x, positions, positions, memory}).bias[0]).values[0][0];
  EXPECT_NEAR((values[tokens - 2] - values[tokens - 1]).item<double>(), -std::log(2.0), 1e-10);
}

TEST(Fox, PassesGradientsToTheGates) {
  torch::manual_seed(7);
  Fox fox(FoxOptions{.heads = 2, .channels = 3, .bias = 0.5});
  fox->to(torch::kFloat64);
  const torch::Tensor x = torch::randn({1, 5, 3}, torch::kFloat64);
  testing::expect_gradients([&] { return bias_of_content(*fox, x); }, {fox->weight, fox->bias, x});
}

TEST(Fox, RefusesABiasThatIsNoNumberAndKeysItHasNotRead) {
  EXPECT_VALUE_ERROR(Fox(FoxOptions{.heads = 1, .channels = 1, .bias = std::numeric_limits<double>::infinity()}),
                     "fox: bias must be finite, got inf");
  Fox fox(FoxOptions{.heads = 1, .channels = 1});
  Memory memory;
  EXPECT_VALUE_ERROR(fox->terms({}, {torch::zeros({1, 2, 1}), {.first = 3, .count = 2}, {.count = 5}, memory}),
                     "fox: keys must be all tokens read so far, 2, got 5");
}

}  // namespace
}  // namespace sextant::position
