#include "sextant/position/rule/comrope.h"

#include <gtest/gtest.h>

#include "sextant/position/ids.h"

#include "tests/support/errors.h"
#include "tests/support/golden_tensors.h"
#include "tests/support/gradcheck.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::causal_problem;
using testing::distance;

ComropeOptions options_of(int64_t heads, int64_t key_heads) {
  return {.channels = 8, .heads = heads, .key_heads = key_heads, .extents = {3, 5}, .block = 4};
}

Comrope comrope(const ComropeOptions& options) {
  torch::manual_seed(9);
  Comrope made(options);
  made->to(torch::kFloat64);
  return made;
}

torch::Tensor attend(ComropeImpl& rule, const AttentionProblem& problem) {
  Memory memory;
  return rule.attend(problem, {testing::blank(1, problem.queries.count), problem.queries, problem.keys, memory});
}

AttentionProblem on_grid(int64_t heads, int64_t key_heads, int64_t shift = 0) {
  AttentionProblem problem = causal_problem(heads, 6, key_heads);
  problem.queries = problem.keys = {.count = 6, .ids = grid_ids({2, 3}) + shift};
  return problem;
}

// tests/golden/make_comrope.py: the authors' matrices and what they make of them on 3 by 5 patches.
TEST(Comrope, RotationsAreTheAuthors) {
  const testing::GoldenTensors golden("comrope.safetensors");
  Comrope rule = comrope(options_of(2, 2));
  const torch::NoGradGuard no_grad;
  rule->matrices.copy_(golden["matrices"]);
  rule->directions.copy_(golden["directions"]);
  const torch::Tensor ours = rule->rotations({.count = 15, .ids = grid_ids({3, 5})})[0];  // [2, 15, 2, 4, 4]
  const torch::Tensor theirs = golden["rotations"].transpose(0, 1);                       // [2, 15, 8, 8]
  for (int64_t n = 0; n < 2; ++n) {
    const torch::Tensor block = theirs.slice(2, 4 * n, 4 * n + 4).slice(3, 4 * n, 4 * n + 4);
    EXPECT_LT(distance(ours.select(2, n), block), 1e-12) << "block " << n;
  }
}

TEST(Comrope, RotationsAreOrthogonalAndCommute) {
  Comrope rule = comrope(options_of(2, 2));
  const torch::Tensor all = rule->rotations({.count = 6, .ids = grid_ids({2, 3})});
  EXPECT_LT(distance(torch::matmul(all, all.transpose(-1, -2)), torch::eye(4, torch::kFloat64)), 1e-12);
  const torch::Tensor a = all.select(2, 1), b = all.select(2, 5);
  EXPECT_LT(distance(torch::matmul(a, b), torch::matmul(b, a)), 1e-12);
}

TEST(Comrope, DependsOnDisplacementsOnTwoAxes) {
  Comrope rule = comrope(options_of(4, 2));
  EXPECT_LT(distance(attend(*rule, on_grid(4, 2, 11)), attend(*rule, on_grid(4, 2))), 1e-11);
  AttentionProblem stretched = on_grid(4, 2);
  stretched.queries.ids = stretched.keys.ids = stretched.keys.ids * 2;
  EXPECT_GT(distance(attend(*rule, stretched), attend(*rule, on_grid(4, 2))), 1e-3);
}

// A block of two channels is a pair of RoPE: exp of [[0, a], [-a, 0]] turns by -a.
TEST(Comrope, WithBlocksOfTwoIsRopeWithTrainedFrequencies) {
  ComropeOptions options = options_of(2, 2);
  options.block = 2;
  Comrope rule = comrope(options);
  const AttentionProblem problem = causal_problem(2, 6);
  const torch::Tensor w =
      rule->matrices.select(2, 1).select(2, 0) - rule->matrices.select(2, 0).select(2, 1);  // [2, 4]
  const torch::Tensor per_token = rule->directions[0] / 3 + rule->directions[1] / 5;        // [4]
  const torch::Tensor angles = torch::arange(6, torch::kFloat64).view({1, 6, 1}) * (w * per_token).unsqueeze(1);
  AttentionProblem turned = problem;
  const torch::Tensor cos = angles.cos().unsqueeze(0), sin = angles.sin().unsqueeze(0);
  rotate(turned.q, turned.k,
         {.q_cos = cos, .q_sin = sin, .k_cos = cos, .k_sin = sin, .layout = PairLayout::kInterleaved});
  EXPECT_LT(distance(attend(*rule, problem), attention_plain(turned)), 1e-12);
}

TEST(Comrope, RemembersTurnedKeys) {
  Comrope rule = comrope(options_of(4, 2));
  const AttentionProblem whole = causal_problem(4, 6, 2);
  Memory memory;
  torch::Tensor last;
  for (int64_t t = 0; t < 6; ++t) {
    AttentionProblem step = whole;
    step.q = whole.q.slice(2, t, t + 1);
    step.k = whole.k.slice(2, 0, t + 1);
    step.v = whole.v.slice(2, 0, t + 1);
    step.queries = {.first = t, .count = 1};
    step.keys = {.count = t + 1};
    last = rule->attend(step, {testing::blank(1, 1), step.queries, step.keys, memory});
    EXPECT_EQ(memory.by_token.at(0).size(2), t + 1);
  }
  EXPECT_LT(distance(last, attend(*rule, whole).slice(2, 5, 6)), 1e-13);
}

TEST(Comrope, TrainsMatricesAndDirections) {
  Comrope rule = comrope(options_of(2, 1));
  const AttentionProblem problem = on_grid(2, 1);
  testing::expect_gradients([&] { return attend(*rule, problem); }, {rule->matrices, rule->directions});
}

TEST(Comrope, RefusesOtherBlocksGridsAndHeads) {
  ComropeOptions options = options_of(2, 2);
  options.block = 3;
  EXPECT_VALUE_ERROR(comrope(options), "comrope: block must be at least 2 and divide 8 channels, got 3");
  options.block = 1;
  EXPECT_VALUE_ERROR(comrope(options), "comrope: block must be at least 2 and divide 8 channels, got 1");
  options = options_of(2, 2);
  options.extents = {4};
  EXPECT_VALUE_ERROR(comrope(options), "comrope: a grid has the extents of 2 axes, got 1");
  options.extents = {4, 0};
  EXPECT_VALUE_ERROR(comrope(options), "comrope: every extent must be at least 1, got 0");
  options = options_of(2, 2);
  options.spread = 0;
  EXPECT_VALUE_ERROR(comrope(options), "comrope: spread must be positive, got 0");
  Comrope rule = comrope(options_of(4, 2));
  EXPECT_VALUE_ERROR(attend(*rule, causal_problem(2, 4)), "comrope: its matrices are for 4 heads, got 2");
}

}  // namespace
}  // namespace sextant::position
