#include "sextant/position/scores/tupe.h"

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

/// The authors' weights: 9 rows, of which cls=true takes one for itself.
Tupe from_peer(const testing::GoldenTensors& peer, bool cls) {
  Tupe tupe(TupeOptions{.heads = 3, .channels = 6, .head_channels = 2, .positions = cls ? 8 : 9, .cls = cls});
  tupe->to(torch::kFloat64);
  const torch::NoGradGuard no_grad;
  for (auto& item : tupe->named_parameters()) item.value().copy_(peer["tupe." + item.key()]);
  return tupe;
}

// The authors' lines: tests/golden/make_author_scores.py. The key bias that is left out adds the same to all keys of a
// query. Sums of 6 products of order 1.
TEST(Tupe, IsTheBiasOfTheAuthors) {
  const testing::GoldenTensors peer("author_scores.safetensors");
  Tupe cls = from_peer(peer, true), plain = from_peer(peer, false);
  EXPECT_LT(distance(bias_of(*cls, causal_problem(3, 8))[0], peer["tupe.cls"]), 1e-14);
  const auto from_first = [](const torch::Tensor& bias) { return bias - bias.slice(-1, 0, 1); };
  const torch::Tensor ours = bias_of(*plain, causal_problem(3, 9))[0];
  EXPECT_LT(distance(from_first(ours), from_first(peer["tupe.plain"])), 1e-14);
}

TEST(Tupe, HalvesTheVarianceOfContent) {
  Tupe tupe(TupeOptions{.heads = 2, .channels = 4, .head_channels = 2, .positions = 4});
  const torch::Tensor scale = testing::terms_of(*tupe, causal_problem(2, 3)).query_scale;
  EXPECT_EQ(scale.sizes(), (std::vector<int64_t>{1, 1, 3}));
  EXPECT_EQ(scale[0][0][2].item<double>(), 1 / std::sqrt(2.0));
}

TEST(Tupe, PassesGradientsToEveryWeight) {
  for (const bool cls : {false, true}) {
    torch::manual_seed(25);
    Tupe tupe(TupeOptions{.heads = 2, .channels = 4, .head_channels = 2, .positions = 5, .cls = cls});
    tupe->to(torch::kFloat64);
    const torch::NoGradGuard no_grad;
    for (torch::Tensor& parameter : tupe->parameters()) parameter.normal_();
    const torch::AutoGradMode grad(true);
    testing::expect_gradients([&] { return bias_of(*tupe, causal_problem(2, 5)); }, tupe->parameters());
  }
}

TEST(Tupe, RefusesPositionsWithoutARow) {
  const TupeOptions options{.heads = 1, .channels = 2, .head_channels = 2, .positions = 3};
  Tupe tupe(options);
  AttentionProblem problem = causal_problem(1, 4);
  EXPECT_VALUE_ERROR(bias_of(*tupe, problem), "tupe: positions must be below 3, got 3");
  problem.queries.ids = problem.keys.ids = torch::arange(-1, 3);
  EXPECT_VALUE_ERROR(bias_of(*tupe, problem), "tupe: positions must be at least 0, got -1");
  TupeOptions none = options;
  none.positions = 0;
  EXPECT_VALUE_ERROR(std::make_shared<TupeImpl>(none), "tupe: positions must be at least 1, got 0");
}

}  // namespace
}  // namespace sextant::position
