#include "sextant/position/rule/liere.h"

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

LiereOptions options_of(std::vector<int64_t> extents, int64_t heads = 2, int64_t key_heads = 2) {
  return {.channels = 8, .heads = heads, .key_heads = key_heads, .extents = std::move(extents), .block = 4};
}

Liere liere(const LiereOptions& options) {
  torch::manual_seed(9);
  Liere made(options);
  made->to(torch::kFloat64);
  return made;
}

torch::Tensor attend(LiereImpl& rule, const AttentionProblem& problem) {
  Memory memory;
  return rule.attend(problem, {testing::blank(1, problem.queries.count), problem.queries, problem.keys, memory});
}

AttentionProblem at(AttentionProblem problem, const torch::Tensor& ids) {
  problem.queries = problem.keys = {.count = ids.size(-1), .ids = ids};
  return problem;
}

// tests/golden/make_liere.py: the authors' encoder on 3 by 4 patches.
TEST(Liere, RotationsAreTheAuthors) {
  const testing::GoldenTensors golden("liere.safetensors");
  Liere rule = liere(options_of({3, 4}));
  const torch::NoGradGuard no_grad;
  rule->matrices.copy_(golden["matrices"]);
  const torch::Tensor ours = rule->rotations(testing::grid({3, 4}))[0];  // [heads, 12, blocks, 4, 4]
  EXPECT_LT(distance(ours, golden["rotations"].transpose(0, 1)), 1e-12);
}

TEST(Liere, RotationsAreOrthogonalAndThoseOfSeveralAxesDoNotCommute) {
  Liere rule = liere(options_of({3, 4}));
  const torch::Tensor all = rule->rotations(testing::grid({3, 4}));
  EXPECT_LT(distance(torch::matmul(all, all.transpose(-1, -2)), torch::eye(4, torch::kFloat64)), 1e-12);
  const torch::Tensor down = all.select(2, 4), right = all.select(2, 1);
  EXPECT_GT(distance(torch::matmul(down, right), torch::matmul(right, down)), 1e-2);
}

TEST(Liere, IsRelativeOnOneAxisAlone) {
  Liere line = liere(options_of({6}));
  const AttentionProblem problem = causal_problem(2, 6);
  EXPECT_LT(distance(attend(*line, at(problem, torch::arange(6) + 11)), attend(*line, problem)), 1e-11);
  Liere plane = liere(options_of({2, 3}));
  const torch::Tensor ids = grid_ids({2, 3});
  EXPECT_GT(distance(attend(*plane, at(problem, ids + 1)), attend(*plane, at(problem, ids))), 1e-3);
}

// One unit is the whole axis: 1/(N - 1) a token.
TEST(Liere, MeasuresPlacesByTheGridOfTraining) {
  const torch::Tensor fine = liere(options_of({9}))->rotations(testing::at_ids({4}));
  EXPECT_LT(distance(fine, liere(options_of({5}))->rotations(testing::at_ids({2}))), 1e-13);
  EXPECT_LT(distance(liere(options_of({1}))->rotations(testing::at_ids({3})),
                     liere(options_of({2}))->rotations(testing::at_ids({3}))),
            1e-13);
}

TEST(Liere, TrainsItsMatrices) {
  Liere rule = liere(options_of({2, 2}, 2, 1));
  const AttentionProblem problem = at(causal_problem(2, 4, 1), grid_ids({2, 2}));
  testing::expect_gradients([&] { return attend(*rule, problem); }, {rule->matrices});
}

TEST(Liere, RefusesOtherBlocksGridsAndHeads) {
  const auto refused = [](LiereOptions options, int64_t block, double spread) {
    options.block = block;
    options.spread = spread;
    liere(options);
  };
  EXPECT_VALUE_ERROR(refused(options_of({4}), 3, 1), "liere: block must be at least 2 and divide 8 channels, got 3");
  EXPECT_VALUE_ERROR(refused(options_of({4}), 1, 1), "liere: block must be at least 2 and divide 8 channels, got 1");
  EXPECT_VALUE_ERROR(refused(options_of({}), 4, 1), "liere: extents name one axis at least, got 0");
  EXPECT_VALUE_ERROR(refused(options_of({4, 0}), 4, 1), "liere: every extent must be at least 1, got 0");
  EXPECT_VALUE_ERROR(refused(options_of({4}), 4, 0), "liere: spread must be positive, got 0");
  Liere rule = liere(options_of({4}, 4, 2));
  EXPECT_VALUE_ERROR(attend(*rule, causal_problem(2, 4)), "liere: its matrices are for 4 heads, got 2");
  EXPECT_VALUE_ERROR(rule->rotations(testing::grid({2, 2})), "liere: positions have one axis, got 2");
}

}  // namespace
}  // namespace sextant::position
