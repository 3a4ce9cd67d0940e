#include "sextant/position/heads.h"

#include <gtest/gtest.h>

#include "tests/support/errors.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::bias_of;
using testing::causal_problem;
using testing::small_request;

std::shared_ptr<ScoreEncoding> scores(std::string_view text) {
  return make_scheme(text, small_request()).layers[0].scores[0];
}

torch::Tensor of_head(const torch::Tensor& bias, int64_t head) { return bias[0][head]; }

TEST(Heads, OutsideASetGetABiasOfZero) {
  for (const std::string name : {"alibi", "t5", "kerple", "fire", "shaw:values=false"}) {
    torch::manual_seed(1);
    const auto all = scores(name);
    torch::manual_seed(1);
    std::string text = name;
    text.insert(std::min(name.find(':'), name.size()), "[1-2]");
    const auto some = scores(text);
    const AttentionProblem problem = causal_problem(4, 5, 2);
    const torch::Tensor whole = bias_of(*all, problem), part = bias_of(*some, problem);
    for (const int64_t h : {0, 3}) EXPECT_TRUE((of_head(part, h) == 0).all().item<bool>()) << name << h;
    for (const int64_t h : {1, 2}) EXPECT_TRUE(torch::equal(of_head(part, h), of_head(whole, h))) << name << h;
  }
}

TEST(Heads, OutsideASetKeepTheirTemperature) {
  const auto logn = make_scheme("nope+logn[0]:original=2", small_request()).layers[0].scores[0];
  const torch::Tensor scale = testing::terms_of(*logn, causal_problem(4, 8)).query_scale;
  ASSERT_EQ(scale.sizes(), (std::vector<int64_t>{1, 4, 8}));
  EXPECT_NEAR(scale[0][0][7].item<double>(), 3, 1e-15);
  EXPECT_TRUE((scale[0].slice(0, 1) == 1).all().item<bool>());
}

TEST(Heads, MayHoldMinusInfinity) {
  const auto hard = scores("hard-alibi[0]:heads=2");
  EXPECT_TRUE(of_head(bias_of(*hard, causal_problem(4, 4)), 1).isfinite().all().item<bool>());
}

TEST(Heads, OutsideASetAreNotTurned) {
  const Scheme scheme = make_scheme("rope[2-3]", small_request());
  EXPECT_EQ(scheme.layers[0].rotation, scheme.layers[1].rotation);
  const Rotation rotation = testing::rotation_at(*scheme.layers[0].rotation, {.count = 5});
  const Rotation plain = testing::rotation_at(*make_scheme("rope", small_request()).layers[0].rotation, {.count = 5});
  ASSERT_EQ(rotation.q_cos.sizes(), (std::vector<int64_t>{1, 4, 5, 4}));
  ASSERT_EQ(rotation.k_cos.sizes(), (std::vector<int64_t>{1, 2, 5, 4}));
  EXPECT_TRUE((rotation.q_sin[0].slice(0, 0, 2) == 0).all().item<bool>());
  EXPECT_TRUE((rotation.k_cos[0][0] == 1).all().item<bool>());
  EXPECT_TRUE(torch::equal(rotation.q_sin[0][3], plain.q_sin));
  EXPECT_TRUE(torch::equal(rotation.k_sin[0][1], plain.k_sin));
}

TEST(Heads, OfOneLayerMayTurnDifferently) {
  const Scheme scheme = make_scheme("rope[0-1]+rope[2-3]:base=500", small_request());
  const Rotation rotation = testing::rotation_at(*scheme.layers[0].rotation, {.count = 5});
  EXPECT_NEAR(rotation.k_cos[0][0][1][3].item<double>(), std::cos(1e-3), 1e-15);
  EXPECT_NEAR(rotation.k_cos[0][1][1][3].item<double>(), std::cos(std::pow(500, -.75)), 1e-15);
  const auto rotate = [](std::string_view text) {
    testing::rotation_at(*make_scheme(text, small_request()).layers[0].rotation, {.count = 5});
  };
  EXPECT_VALUE_ERROR(rotate("rope[0-1]+rope[2-3]:fraction=0.5"),
                     "scheme: rotations of one layer must share layout and rotated channels, got 4 channels beside 8");
  const Scheme lengths =
      make_scheme("rope[0-1]:scaling=dynamic,factor=2+rope[2-3]:scaling=dynamic,factor=4", small_request());
  EXPECT_VALUE_ERROR(lengths.layers[0].rotation->versions({.count = 5}),
                     "scheme: one rotation of a layer may depend on the length, got two");
}

TEST(Heads, OutsideARuleGetPlainAttention) {
  torch::manual_seed(1);
  const auto all = make_scheme("shaw", small_request()).layers[0].rule;
  torch::manual_seed(1);
  const auto some = make_scheme("shaw[0-1]+alibi[2-3]", small_request());
  AttentionProblem problem = testing::random_problem({.heads = 4, .key_heads = 2, .queries = 5, .keys = 5});
  problem.mask.causal = true;
  Memory memory;
  const LayerCall call{testing::blank(2, 5), problem.queries, problem.keys, memory};
  const torch::Tensor ruled = all->attend(problem, call);
  problem.bias = testing::terms_of(*some.layers[0].scores[0], problem).bias;
  const torch::Tensor mixed = some.layers[0].rule->attend(problem, call), plain = attention_plain(problem);
  EXPECT_TRUE(torch::allclose(mixed.slice(1, 0, 2), ruled.slice(1, 0, 2), 1e-6, 1e-6));
  EXPECT_TRUE(torch::allclose(mixed.slice(1, 2), plain.slice(1, 2), 1e-6, 1e-6));
}

TEST(Heads, ThatShareKeysTurnTogether) {
  EXPECT_EQ(key_heads_of("rope", {2, 3}, {4, 2}), std::vector<int64_t>{1});
  EXPECT_VALUE_ERROR(make_scheme("rope[1-2]", small_request()),
                     "rope: heads must cover whole groups of 2 that share keys, got 1 of those of key head 0");
}

}  // namespace
}  // namespace sextant::position
