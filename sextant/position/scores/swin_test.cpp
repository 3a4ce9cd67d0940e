#include "sextant/position/scores/swin.h"

#include <gtest/gtest.h>

#include "sextant/position/ids.h"

#include "tests/support/errors.h"
#include "tests/support/golden_tensors.h"
#include "tests/support/gradcheck.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::bias_of;
using testing::distance;

/// As many queries as keys, on these positions.
AttentionProblem on_grid(const torch::Tensor& ids, int64_t heads) {
  AttentionProblem problem = testing::causal_problem(heads, ids.size(-1));
  problem.queries.ids = problem.keys.ids = ids;
  problem.mask.causal = false;
  return problem;
}

Swin some_swin(int64_t window, int64_t heads) {
  torch::manual_seed(17);
  Swin swin(SwinOptions{.heads = heads, .window = window});
  swin->to(torch::kFloat64);
  return swin;
}

// transformers' SwinRelativePositionBias of a 4 x 4 window: tests/golden/make_transformers_scores.py.
TEST(Swin, IsTheBiasOfTransformers) {
  const testing::GoldenTensors peer("transformers_scores.safetensors");
  Swin swin = some_swin(4, 3);
  const torch::NoGradGuard no_grad;
  swin->table.copy_(peer["swin.table"]);
  EXPECT_EQ(distance(bias_of(*swin, on_grid(grid_ids({4, 4}), 3)), peer["swin.bias"]), 0);
}

// Row-major, query minus key, rows first. A rectangle inside the window, and a key outside it.
TEST(Swin, LooksUpRowsBeforeColumns) {
  Swin swin = some_swin(3, 2);
  const torch::NoGradGuard no_grad;
  const torch::Tensor bias = bias_of(*swin, on_grid(grid_ids({2, 6}), 2));
  const auto at = [&](int64_t dy, int64_t dx) { return swin->table[(dy + 2) * 5 + dx + 2][1].item<double>(); };
  EXPECT_EQ(bias[0][1][0][1].item<double>(), at(0, -1)) << "key one column to the right";
  EXPECT_EQ(bias[0][1][6][0].item<double>(), at(1, 0)) << "key one row up";
  EXPECT_EQ(bias[0][1][8][1].item<double>(), at(1, 1));
  EXPECT_EQ(bias[0][1][0][5].item<double>(), at(0, -2)) << "five columns away: the edge";
}

TEST(Swin, PassesGradientsToItsTable) {
  Swin swin = some_swin(2, 2);
  testing::expect_gradients([&] { return bias_of(*swin, on_grid(grid_ids({2, 3}), 2)); }, {swin->table});
}

TEST(Swin, RefusesWhatHasNoTable) {
  EXPECT_VALUE_ERROR(Swin(SwinOptions{.heads = 1, .window = 0}), "swin: window must be at least 1, got 0");
  Swin swin = some_swin(2, 1);
  EXPECT_VALUE_ERROR(bias_of(*swin, on_grid(torch::tensor({0.0, 0.5}, torch::kFloat64), 1)),
                     "swin: positions must be integers, got float64");
  EXPECT_VALUE_ERROR(bias_of(*swin, on_grid(grid_ids({1, 1, 2}), 1)), "swin: positions have 1 or 2 axes, got 3");
}

}  // namespace
}  // namespace sextant::position
