#include "sextant/position/rule/self_extend.h"

#include <gtest/gtest.h>

#include "tests/support/errors.h"
#include "tests/support/gradcheck.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::distance;

SelfExtend self_extend(int64_t window, int64_t group) {
  return SelfExtend(SelfExtendOptions{.channels = 8, .window = window, .group = group});
}

/// Distances of query i from keys i, i - 1, …, 0.
torch::Tensor back_from(int64_t i, const DistanceMap& map) {
  return mapped_distances(map, torch::tensor({{i}}), torch::arange(i + 1).unsqueeze(0))[0][0].flip(0);
}

torch::Tensor attend(AttentionRule& rule, const AttentionProblem& problem) {
  Memory memory;
  return rule.attend(problem, {testing::blank(1, problem.queries.count), problem.queries, problem.keys, memory});
}

TEST(SelfExtend, GroupsDistancesPastItsWindow) {
  torch::Tensor expected = torch::cat({torch::arange(8), torch::arange(8, 14).repeat_interleave(4)});
  EXPECT_TRUE(torch::equal(back_from(31, self_extend(8, 4)->map()), expected));
}

TEST(SelfExtend, IsItsFormulaForEveryPair) {
  for (const auto& [window, group] : {std::pair<int64_t, int64_t>{8, 4}, {6, 3}, {4, 1}, {4, 4}, {1, 1}})
    for (int64_t i = 0; i < 70; ++i) {
      const torch::Tensor distances = back_from(i, self_extend(window, group)->map());
      int64_t before = 0;
      for (int64_t delta = 0; delta <= i; ++delta) {
        const int64_t j = i - delta, far = i / group - j / group + window - window / group;
        const int64_t mapped = distances[delta].item<int64_t>();
        EXPECT_EQ(mapped, delta < window ? delta : far) << i << ' ' << j;
        EXPECT_TRUE(mapped == before || mapped == before + 1) << "never falls, never jumps: " << i << ' ' << j;
        before = mapped;
      }
    }
}

TEST(SelfExtend, IsRopeInsideItsWindowAndWithGroupsOfOne) {
  const AttentionProblem problem = testing::causal_problem(4, 12, 2);
  AttentionProblem turned = problem;
  const auto rope = make_scheme("rope", testing::small_request()).layers[0].rotation;
  rotate(turned.q, turned.k, testing::rotation_at(*rope, {.count = 12}));
  const torch::Tensor expected = attention_plain(turned);
  EXPECT_LT(distance(attend(*self_extend(12, 4), problem), expected), 1e-13);
  EXPECT_LT(distance(attend(*self_extend(4, 1), problem), expected), 1e-13);
  EXPECT_GT(distance(attend(*self_extend(4, 4), problem), expected), 1e-3);
}

/// The definition, pair by pair: RoPE of the query at the mapped distance, of the key at 0.
TEST(SelfExtend, TurnsEachPairByItsMappedDistance) {
  const AttentionProblem problem = testing::causal_problem(2, 11, 1);
  SelfExtend rule = self_extend(4, 2);
  const auto rope = make_scheme("rope", testing::small_request()).layers[0].rotation;
  torch::Tensor expected = torch::zeros_like(problem.q);
  for (int64_t i = 0; i < 11; ++i) {
    const torch::Tensor distances = back_from(i, rule->map()).flip(0);
    const Rotation rotation = testing::rotation_at(*rope, {.count = i + 1, .ids = distances});
    const torch::Tensor query = problem.q.slice(2, i, i + 1).expand({1, 2, i + 1, 8});
    const torch::Tensor q = rotated(query, rotation.q_cos, rotation.q_sin, rotation.layout);
    const torch::Tensor scores = (q * problem.k.slice(2, 0, i + 1)).sum(-1) / std::sqrt(8.0);  // [1, 2, i + 1]
    const torch::Tensor weights = torch::softmax(scores, -1).unsqueeze(2);
    expected.slice(2, i, i + 1) = torch::matmul(weights, problem.v.slice(2, 0, i + 1));
  }
  EXPECT_LT(distance(attend(*rule, problem), expected), 1e-13);
}

// Scores are float32; what is rounded to bfloat16 are the weights and the output, each by 2^-9 of the largest value.
TEST(SelfExtend, TakesBfloat16) {
  AttentionProblem problem = testing::causal_problem(4, 12, 2);
  for (torch::Tensor* x : {&problem.q, &problem.k, &problem.v}) *x = x->to(torch::kBFloat16);
  AttentionProblem exact = problem;
  for (torch::Tensor* x : {&exact.q, &exact.k, &exact.v}) *x = x->to(torch::kFloat64);
  SelfExtend rule = self_extend(4, 4);
  const torch::Tensor out = attend(*rule, problem);
  ASSERT_EQ(out.scalar_type(), torch::kBFloat16);
  EXPECT_LT(distance(out, attend(*rule, exact)), 2 * 0x1p-8 * exact.v.abs().max().item<double>());
}

TEST(SelfExtend, PassesGradientsToQueriesKeysAndValues) {
  AttentionProblem problem = testing::causal_problem(2, 6, 1);
  SelfExtend rule = self_extend(2, 2);
  testing::expect_gradients([&] { return attend(*rule, problem); }, {problem.q, problem.k, problem.v});
}

TEST(SelfExtend, TakesItsWindowFromTheTrainingLength) {
  SchemeRequest request = testing::small_request();
  const auto window = [&](int64_t longest) {
    request.longest = longest;
    return SelfExtendOptions::of(request, {}).window;
  };
  EXPECT_EQ(window(4096), 1024);
  EXPECT_EQ(window(16), 4);
  EXPECT_EQ(window(3), 4);
}

TEST(SelfExtend, RefusesAGroupThatDoesNotDivideItsWindow) {
  EXPECT_VALUE_ERROR(self_extend(8, 3),
                     "self-extend: window must be a multiple of group, both at least 1, got 8 and 3");
  EXPECT_VALUE_ERROR(self_extend(8, 0),
                     "self-extend: window must be a multiple of group, both at least 1, got 8 and 0");
  EXPECT_VALUE_ERROR(self_extend(0, 1),
                     "self-extend: window must be a multiple of group, both at least 1, got 0 and 1");
}

}  // namespace
}  // namespace sextant::position
