// Members that stand on top of an encoding: window, chunk, sinks, logn, softcap; and hard-alibi, which only hides keys.
#include <gtest/gtest.h>

#include "sextant/position/ids.h"
#include "sextant/position/scores/hard_alibi.h"
#include "sextant/position/scores/logn.h"
#include "sextant/position/scores/softcap.h"
#include "sextant/position/scores/visibility.h"

#include "tests/support/errors.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::causal_problem;
using testing::small_request;
using testing::terms_of;

double factor(const LognOptions& options, double p) {
  return logn_factors(options, torch::tensor(p, torch::kFloat64)).item<double>();
}

TEST(Logn, GrowsWithTheLogarithmPastTheTrainingLength) {
  const LognOptions log{.original = 512};
  EXPECT_EQ(factor(log, 0), 1);
  EXPECT_EQ(factor(log, 511), 1);
  EXPECT_NEAR(factor(log, 1023), 10.0 / 9, 1e-15);
}

// Hugging Face, Llama4TextAttention, at 40 digits.
TEST(Logn, OfLlama4StepsWithTheFloor) {
  const LognOptions llama4{.kind = LognKind::kLlama4, .original = 8192};
  EXPECT_EQ(factor(llama4, 8190), 1);
  EXPECT_NEAR(factor(llama4, 8191), 1.0693147181, 5e-11);
  EXPECT_NEAR(factor(llama4, 16383), 1.1098612289, 5e-11);
  EXPECT_NEAR(factor(llama4, 131071), 1.2833213344, 5e-11);
}

TEST(Logn, OfMinistralCountsFromThePositionItself) {
  const LognOptions ministral{.kind = LognKind::kMinistral, .original = 8192};
  EXPECT_EQ(factor(ministral, 8191), 1);
  EXPECT_NEAR(factor(ministral, 8192), 1.0693147181, 5e-11);
}

TEST(Logn, ScalesEachQueryByItsPosition) {
  Logn logn(LognOptions{.original = 4});
  AttentionProblem problem = causal_problem(2, 8);
  problem.queries.origin = torch::tensor({{0}, {2}});
  const torch::Tensor scale = terms_of(*logn, problem).query_scale;
  ASSERT_EQ(scale.sizes(), (std::vector<int64_t>{2, 1, 8}));
  EXPECT_NEAR(scale[0][0][7].item<double>(), std::log(8) / std::log(4), 1e-15);
  EXPECT_NEAR(scale[1][0][7].item<double>(), std::log(6) / std::log(4), 1e-15);
}

TEST(Logn, StartsAtTheTrainingLengthOrAtLlama4s) {
  const auto original = [](std::string_view text) {
    const Scheme scheme = make_scheme(text, small_request());
    return std::dynamic_pointer_cast<LognImpl>(scheme.layers[0].scores[0])->options.original;
  };
  EXPECT_EQ(original("nope+logn"), 16);
  EXPECT_EQ(original("nope+logn:kind=llama4"), 8192);
  EXPECT_VALUE_ERROR(Logn(LognOptions{.original = 1}), "logn: original must be at least 2, got 1");
  EXPECT_VALUE_ERROR(Logn(LognOptions{.original = 2, .beta = 1}), "logn: beta is for kind=llama4 and ministral, got 1");
}

TEST(Window, NarrowsTheMaskWithItsSinks) {
  const auto mask = [](std::string_view text) {
    const Scheme scheme = make_scheme(text, small_request());
    return terms_of(*scheme.layers[0].scores.back(), causal_problem(4, 4)).mask;
  };
  EXPECT_EQ(mask("rope+window:size=3").window, 3);
  EXPECT_EQ(mask("rope+window:size=3").sinks, 0);
  EXPECT_EQ(mask("rope+window:size=3+sinks").sinks, 4);
  EXPECT_EQ(mask("rope+sinks:count=2+window:size=3").sinks, 2);
  EXPECT_EQ(mask("rope+chunk:size=5").chunk, 5);
}

TEST(Window, RefusesSizesThatShowNothing) {
  const auto make = [](std::string_view text) { make_scheme(text, small_request()); };
  EXPECT_VALUE_ERROR(make("rope+window"), "window: size must be at least 1, got 0");
  EXPECT_VALUE_ERROR(make("rope+chunk:size=0"), "chunk: size must be at least 1, got 0");
  EXPECT_VALUE_ERROR(make("rope+window:size=4+sinks:count=-1"), "sinks: count must be at least 0, got -1");
  EXPECT_VALUE_ERROR(make("rope+sinks"), "sinks: stay visible past a window, got none beside it");
}

TEST(Softcap, IsANumberOfTheProblem) {
  Softcap softcap(SoftcapOptions{.value = 30});
  EXPECT_EQ(terms_of(*softcap, causal_problem(2, 3)).softcap, 30);
  EXPECT_VALUE_ERROR(Softcap(SoftcapOptions{.value = 0}), "softcap: value must be positive, got 0");
}

TEST(HardAlibi, ShowsHeadHTheLastKeys) {
  HardAlibi hard(HardAlibiOptions{.all_heads = 4, .heads = 2});
  AttentionProblem problem = causal_problem(4, 6);
  problem.bias = terms_of(*hard, problem).bias;
  const torch::Tensor seen = (attention_weights(problem) > 0).sum(-1)[0];
  EXPECT_TRUE(torch::equal(seen[0], torch::ones({6}, torch::kInt64)));
  EXPECT_TRUE(torch::equal(seen[1], torch::tensor({1, 2, 2, 2, 2, 2})));
  EXPECT_TRUE(torch::equal(seen[2], torch::arange(1, 7)));
}

TEST(HardAlibi, RefusesMoreHeadsThanThereAreAndRealPositions) {
  EXPECT_VALUE_ERROR(HardAlibi(HardAlibiOptions{.all_heads = 4, .heads = 5}),
                     "hard-alibi: heads must be between 0 and 4, got 5");
  HardAlibi hard(HardAlibiOptions{.all_heads = 4, .heads = 2});
  AttentionProblem problem = causal_problem(4, 2);
  problem.queries.ids = torch::tensor({0.0, 0.5}, torch::kFloat64);
  EXPECT_VALUE_ERROR(terms_of(*hard, problem), "hard-alibi: positions must be integers, got float64");
}

}  // namespace
}  // namespace sextant::position
