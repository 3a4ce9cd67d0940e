#include "sextant/position/rule/rerope.h"

#include <gtest/gtest.h>

#include "tests/support/errors.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::distance;

Rerope rerope(int64_t window) { return Rerope(ReropeOptions{.channels = 8, .window = window}); }

torch::Tensor attend(AttentionRule& rule, const AttentionProblem& problem) {
  Memory memory;
  return rule.attend(problem, {testing::blank(1, problem.queries.count), problem.queries, problem.keys, memory});
}

TEST(Rerope, CountsNoDistanceAsMoreThanItsWindow) {
  const torch::Tensor i = torch::arange(40).unsqueeze(0);
  for (const int64_t window : {1, 2, 7, 40}) {
    const torch::Tensor expected = (i.unsqueeze(-1) - i.unsqueeze(-2)).clamp_max(window);
    EXPECT_TRUE(torch::equal(mapped_distances(rerope(window)->map(), i, i), expected)) << window;
  }
}

TEST(Rerope, IsRopeInsideItsWindow) {
  const AttentionProblem problem = testing::causal_problem(4, 9, 2);
  AttentionProblem turned = problem;
  const auto rope = make_scheme("rope", testing::small_request()).layers[0].rotation;
  rotate(turned.q, turned.k, testing::rotation_at(*rope, {.count = 9}));
  EXPECT_LT(distance(attend(*rerope(9), problem), attention_plain(turned)), 1e-13);
  EXPECT_GT(distance(attend(*rerope(2), problem), attention_plain(turned)), 1e-3);
}

TEST(Rerope, RefusesAnEmptyWindow) { EXPECT_VALUE_ERROR(rerope(0), "rerope: window must be at least 1, got 0"); }

}  // namespace
}  // namespace sextant::position
