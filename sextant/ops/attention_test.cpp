#include "sextant/ops/attention.h"

#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>

#include "tests/support/errors.h"
#include "tests/support/problems.h"

namespace sextant {
namespace {

using testing::ProblemShape;
using testing::random_problem;

constexpr double kHidden = -std::numeric_limits<double>::infinity();

/// The definition as triple loops in double, from dense tables: the oracle of the oracle.
torch::Tensor by_loops(const AttentionProblem& problem, const torch::Tensor& bias, const torch::Tensor& seen) {
  const auto q = problem.q.to(torch::kFloat64), k = problem.k.to(torch::kFloat64), v = problem.v.to(torch::kFloat64);
  const int64_t group = q.size(1) / k.size(1);
  const double scale = problem.scale.value_or(1 / std::sqrt(q.size(3)));
  torch::Tensor out = torch::zeros({q.size(0), q.size(1), q.size(2), v.size(3)}, torch::kFloat64);
  const auto qa = q.accessor<double, 4>(), ka = k.accessor<double, 4>(), va = v.accessor<double, 4>();
  auto oa = out.accessor<double, 4>();
  for (int64_t b = 0; b < q.size(0); ++b) {
    for (int64_t h = 0; h < q.size(1); ++h) {
      for (int64_t i = 0; i < q.size(2); ++i) {
        std::vector<double> weights(k.size(2), 0);
        double sum = 0;
        for (int64_t j = 0; j < k.size(2); ++j) {
          double score = 0;
          for (int64_t d = 0; d < q.size(3); ++d) score += qa[b][h][i][d] * ka[b][h / group][j][d];
          score *= scale;
          if (bias.defined())
            score += bias.index({b % bias.size(0), h % bias.size(1), i % bias.size(2), j}).item<double>();
          if (problem.softcap) score = *problem.softcap * std::tanh(score / *problem.softcap);
          if (seen.defined() && !seen.index({b % seen.size(0), 0, i, j}).item<bool>()) continue;
          sum += weights[j] = std::exp(score);
        }
        for (int64_t j = 0; j < k.size(2) && sum > 0; ++j) {
          for (int64_t d = 0; d < v.size(3); ++d) oa[b][h][i][d] += weights[j] / sum * va[b][h / group][j][d];
        }
      }
    }
  }
  return out;
}

/// Documents 0 0 … 1 1 … with two padding tokens before them, [2, T]; the second row is one document.
Positions packed(int64_t first, int64_t count, int64_t keys) {
  torch::Tensor documents = torch::zeros({2, keys}, torch::kInt64), origin = torch::zeros({2, keys}, torch::kInt64);
  documents[0].slice(0, 0, 2) = -1;
  documents[0].slice(0, keys / 2) = 1;
  origin[0].slice(0, 2) = 2;
  origin[0].slice(0, std::max<int64_t>(2, keys / 2)) = std::max<int64_t>(2, keys / 2);
  Positions all{.count = keys, .documents = documents, .origin = origin};
  return slice(all, first, first + count);
}

struct Case {
  std::string name;
  std::function<void(AttentionProblem&)> change;
};

std::vector<Case> masks() {
  return {{"all", [](AttentionProblem&) {}},
          {"causal", [](AttentionProblem& p) { p.mask = {.causal = true}; }},
          {"window", [](AttentionProblem& p) { p.mask = {.causal = true, .window = 4}; }},
          {"sinks", [](AttentionProblem& p) { p.mask = {.causal = true, .window = 3, .sinks = 2}; }},
          {"chunk", [](AttentionProblem& p) { p.mask = {.causal = true, .chunk = 5}; }},
          {"packed", [](AttentionProblem& p) {
             p.mask = {.causal = true};
             p.queries = packed(p.queries.first, p.queries.count, p.keys.count);
             p.keys = packed(0, p.keys.count, p.keys.count);
           }}};
}

std::vector<Case> biases() {
  const auto numbers = [](std::vector<int64_t> shape) {
    auto generator = at::make_generator<at::CPUGeneratorImpl>(3);
    return at::randn(shape, generator, at::kFloat);
  };
  return {{"none", [](AttentionProblem&) {}},
          {"linear", [](AttentionProblem& p) { p.bias = {LinearBias{.slopes = torch::rand({p.q.size(1)})}}; }},
          {"linear, steeper ahead",
           [](AttentionProblem& p) {
             p.bias = {LinearBias{.slopes = torch::rand({p.q.size(1)}), .ahead = torch::rand({p.q.size(1)}) + 1}};
           }},
          {"distance",
           [=](AttentionProblem& p) {
             p.bias = {DistanceBias{.table = numbers({p.q.size(1), 13})}};
           }},
          {"distance, one for all heads",
           [=](AttentionProblem& p) {
             p.bias = {DistanceBias{.table = numbers({1, 5})}};
           }},
          {"distance per query",
           [=](AttentionProblem& p) {
             p.bias = {DistanceBias{.table = numbers({p.q.size(0), p.q.size(1), p.q.size(2), 9})}};
           }},
          {"key",
           [=](AttentionProblem& p) {
             p.bias = {KeyBias{.values = numbers({p.q.size(0), 1, p.k.size(2)})}};
           }},
          {"dense and key", [=](AttentionProblem& p) {
             p.bias = {DenseBias{.values = numbers({1, p.q.size(1), p.q.size(2), p.k.size(2)})},
                       KeyBias{.values = numbers({1, p.q.size(1), p.k.size(2)})}};
           }}};
}

TEST(Attention, ReferenceIsTheTripleLoop) {
  for (const Case& mask : masks()) {
    for (const Case& bias : biases()) {
      SCOPED_TRACE(mask.name + ", " + bias.name);
      auto problem = random_problem({.heads = 4, .key_heads = 2, .queries = 7, .keys = 11, .channels = 4});
      mask.change(problem);
      bias.change(problem);
      const auto expected = by_loops(problem, dense_bias(problem), visible(problem));
      EXPECT_LT((attention_reference(problem) - expected).abs().max().item<double>(), 1e-6);  // bias in float32
    }
  }
}

TEST(Attention, ScaleAndSoftcapAreThoseOfTheTripleLoop) {
  auto problem = random_problem({.queries = 5, .keys = 5});
  problem.scale = 0.7;
  problem.softcap = 1.5;
  problem.bias = {DenseBias{.values = torch::rand({1, 1, 5, 5}, torch::kFloat64)}};
  problem.q = problem.q.to(torch::kFloat64);
  const auto expected = by_loops(problem, dense_bias(problem), {});
  EXPECT_LT((attention_reference(problem) - expected).abs().max().item<double>(), 1e-14);
}

// Lengths around a vector's width and past a block of the fused kernel, more keys than queries (cached), one query.
TEST(Attention, EveryImplementationAgreesWithTheReference) {
  using Lengths = std::pair<int64_t, int64_t>;
  for (const Case& mask : masks()) {
    for (const Case& bias : biases()) {
      for (const auto& [queries, keys] : {Lengths{1, 1}, {3, 3}, {31, 31}, {1, 34}, {34, 132}}) {
        SCOPED_TRACE(::testing::Message() << mask.name << ", " << bias.name << ", " << queries << " of " << keys);
        auto problem = random_problem({.queries = queries, .keys = keys});
        mask.change(problem);
        bias.change(problem);
        testing::expect_close_to_reference(problem);
      }
    }
  }
}

TEST(Attention, EveryImplementationSharesKeyHeads) {
  for (const auto type : {torch::kFloat32, torch::kFloat64}) {
    auto problem = random_problem({.heads = 6, .key_heads = 2, .queries = 9, .keys = 40, .dtype = type});
    problem.mask = {.causal = true};
    testing::expect_close_to_reference(problem);
    problem.bias = {LinearBias{.slopes = torch::rand({6})}};
    testing::expect_close_to_reference(problem);
  }
}

TEST(Attention, EveryImplementationAgreesInBfloat16) {
  auto problem = random_problem({.queries = 31, .keys = 31, .channels = 32, .dtype = torch::kBFloat16});
  problem.mask = {.causal = true};
  testing::expect_close_to_reference(problem);
}

TEST(Attention, QueriesThatSeeNothingGiveZerosAndNoNaN) {
  for (const AttentionImpl& impl : attention_impls()) {
    auto problem = random_problem({.queries = 6, .keys = 6});
    problem.mask = {.causal = true};
    problem.queries = problem.keys = packed(0, 6, 6);
    const auto all = testing::with_gradients(impl.run, problem);
    EXPECT_EQ(all[0][0].slice(1, 0, 2).abs().max().item<float>(), 0) << impl.name;
    for (const torch::Tensor& tensor : all) EXPECT_TRUE(tensor.isfinite().all().item<bool>()) << impl.name;
  }
}

TEST(Attention, BiasOfMinusInfinityHidesKeys) {
  for (const AttentionImpl& impl : attention_impls()) {
    auto problem = random_problem({.queries = 6, .keys = 6});
    torch::Tensor table = torch::zeros({2, 3});
    table[0][2] = kHidden;  // the first head sees no key after the query
    problem.bias = {DistanceBias{.table = table}};
    const torch::Tensor out = impl.run(problem);
    problem.bias.clear();
    problem.mask = {.causal = true};
    const torch::Tensor causal = impl.run(problem);
    EXPECT_TRUE(torch::allclose(out.select(1, 0), causal.select(1, 0), 1e-5, 1e-6)) << impl.name;
  }
}

TEST(Attention, BiasGetsTheGradientOfThePlainOne) {
  const auto gradient = [](torch::Tensor (*run)(const AttentionProblem&)) {
    auto problem = random_problem({.queries = 12, .keys = 12});
    torch::Tensor table = torch::linspace(-1, 1, 14).view({2, 7}).clone().requires_grad_();
    problem.mask = {.causal = true};
    problem.bias = {DistanceBias{.table = table}};
    run(problem).square().sum().backward();
    return table.grad();
  };
  const torch::Tensor expected = gradient(attention_plain);
  EXPECT_GT(expected.abs().max().item<float>(), 1e-3);
  EXPECT_TRUE(torch::allclose(gradient(attention), expected, 1e-4, 1e-5));
}

TEST(Attention, LargeKeyBiasesKeepTheirDifferences) {
  // Prefix sums of size 5,000 step by 5e-4 in float32: without the constant taken off, the differences would be lost.
  auto problem = random_problem({.queries = 8, .keys = 8});
  problem.mask = {.causal = true};
  const torch::Tensor sums = torch::arange(8, torch::kFloat64) * 1e-4 + 5000;
  problem.bias = {KeyBias{.values = sums.view({1, 1, 8})}};
  const torch::Tensor exact = attention_reference(problem);
  EXPECT_LT((attention(problem) - exact).abs().max().item<double>(), 1e-6);
}

TEST(Attention, DropoutIsDecidedBySeedRowHeadQueryAndKey) {
  auto problem = random_problem({.queries = 40, .keys = 40});
  problem.mask = {.causal = true};
  problem.dropout = 0.3;
  problem.dropout_seed = 5;
  const torch::Tensor whole = attention(problem);
  EXPECT_TRUE(torch::equal(whole, attention(problem)));
  AttentionProblem step = problem;
  step.q = problem.q.slice(2, 33);
  step.queries = slice(problem.queries, 33, 40);
  EXPECT_TRUE(torch::allclose(attention(step), whole.slice(2, 33), 1e-5, 1e-6));
  problem.dropout_seed = 6;
  EXPECT_FALSE(torch::allclose(attention(problem), whole));
}

TEST(Attention, WeightsOfEveryQuerySumToOne) {
  auto problem = random_problem({.queries = 9, .keys = 9});
  problem.mask = {.causal = true};
  const torch::Tensor sums = attention_weights(problem).sum(-1);
  EXPECT_TRUE(torch::allclose(sums, torch::ones_like(sums)));
}

TEST(Attention, DeclinesWithASentence) {
  auto problem = random_problem({});
  const AttentionImpl& sdpa = attention_impls().front();
  ASSERT_EQ(sdpa.name, "sdpa");
  EXPECT_FALSE(sdpa.declines(problem));
  problem.softcap = 2;
  EXPECT_EQ(sdpa.declines(problem), "no softcap");
  problem.softcap = {};
  problem.dropout = 0.1;
  EXPECT_EQ(sdpa.declines(problem), "its dropout draws other weights than (seed, b, h, i, j)");
  problem.dropout = 0;
  problem.v = torch::zeros({2, 2, 17, 4});
  EXPECT_EQ(sdpa.declines(problem), "values need as many channels as queries");
  EXPECT_FALSE(attention_impls().back().declines(problem));
}

TEST(Attention, RefusesWhatDoesNotFit) {
  const auto with = [](auto change) {
    auto problem = random_problem({.queries = 3, .keys = 3});
    change(problem);
    return attention(problem);
  };
  EXPECT_VALUE_ERROR(with([](auto& p) { p.q = p.q[0]; }),
                     "attention: q, k and v must have 4 axes, got [2, 3, 8], [2, 2, 3, 8] and [2, 2, 3, 8]");
  EXPECT_VALUE_ERROR(with([](auto& p) {
                       p.k = torch::zeros({2, 2, 3, 4});
                     }),
                     "attention: k must be [B, K, S, D] with q's B and D and K dividing H, got q [2, 2, 3, 8] and k "
                     "[2, 2, 3, 4]");
  EXPECT_VALUE_ERROR(with([](auto& p) {
                       p.v = torch::zeros({2, 2, 4, 8});
                     }),
                     "attention: v must have k's first three sizes, got k [2, 2, 3, 8] and v [2, 2, 4, 8]");
  EXPECT_VALUE_ERROR(with([](auto& p) { p.v = p.v.to(torch::kFloat64); }),
                     "attention: q, k and v must have one dtype, got Float, Float and Double");
  EXPECT_VALUE_ERROR(with([](auto& p) { p.queries.count = 4; }), "attention: queries.count must be 3, got 4");
  EXPECT_VALUE_ERROR(with([](auto& p) {
                       p.keys.documents = torch::zeros({5, 3}, torch::kInt64);
                     }),
                     "attention: keys must speak of 2 rows, got 5");
  EXPECT_VALUE_ERROR(with([](auto& p) { p.bias = {LinearBias{.slopes = torch::zeros({3})}}; }),
                     "attention: slopes must be [2], got [3]");
  EXPECT_VALUE_ERROR(with([](auto& p) {
                       p.bias = {DistanceBias{.table = torch::zeros({2, 4})}};
                     }),
                     "attention: a distance table must have an odd last size, got [2, 4]");
  EXPECT_VALUE_ERROR(
      with([](auto& p) {
        p.bias = {DistanceBias{.table = torch::zeros({3, 5})}};
      }),
      "attention: a distance table must be [H|1, N] or [B, H, Q, N], got [3, 5] for scores [2, 2, 3, 3]");
  EXPECT_VALUE_ERROR(with([](auto& p) {
                       p.bias = {KeyBias{.values = torch::zeros({1, 2, 4})}};
                     }),
                     "attention: a key bias must be [B|1, H|1, S], got [1, 2, 4] for scores [2, 2, 3, 3]");
  EXPECT_VALUE_ERROR(with([](auto& p) {
                       p.bias = {DenseBias{.values = torch::zeros({3, 3})}};
                     }),
                     "attention: a dense bias must be [B|1, H|1, Q|1, S], got [3, 3] for scores [2, 2, 3, 3]");
  EXPECT_VALUE_ERROR(with([](auto& p) { p.softcap = 0; }), "attention: softcap must be above 0, got 0");
  EXPECT_VALUE_ERROR(with([](auto& p) { p.dropout = 1; }), "attention: dropout must be in [0, 1), got 1");
  EXPECT_VALUE_ERROR(with([](auto& p) {
                       p.bias = {DistanceBias{.table = torch::zeros({2, 5})}};
                       p.keys.ids = torch::zeros({3}, torch::kFloat64);
                     }),
                     "attention: a distance bias needs integer positions, got Double");
  EXPECT_VALUE_ERROR(with([](auto& p) {
                       p.bias = {LinearBias{.slopes = torch::zeros({2})}};
                       p.keys.ids = torch::zeros({2, 1, 3}, torch::kInt64);
                     }),
                     "attention: a bias by distance needs positions of one axis, got 2");
}

}  // namespace
}  // namespace sextant
