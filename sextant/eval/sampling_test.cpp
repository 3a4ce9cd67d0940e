#include "sextant/eval/sampling.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/support/refusal.h"

namespace sextant::eval {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

torch::Tensor logits_of(const std::vector<double>& probabilities) {
  return torch::tensor(probabilities, torch::kFloat64).log().to(torch::kFloat32);
}

/// How often each token was picked.
std::vector<int64_t> picked(const torch::Tensor& logits, const SamplingOptions& options, int64_t draws) {
  std::vector<int64_t> counts(static_cast<size_t>(logits.numel()), 0);
  random::Philox draw(1);
  for (int64_t i = 0; i < draws; ++i) ++counts[static_cast<size_t>(pick_token(logits, options, draw))];
  return counts;
}

TEST(PickToken, FollowsTheProbabilities) {
  const std::vector<int64_t> counts = picked(logits_of({0.1, 0.6, 0.3}), {}, 20000);
  // Three standard errors of a share of 20000: at most .0104.
  EXPECT_NEAR(static_cast<double>(counts[0]) / 20000, 0.1, 0.0104);
  EXPECT_NEAR(static_cast<double>(counts[1]) / 20000, 0.6, 0.0104);
}

TEST(PickToken, SharpensWithLowTemperature) {
  // At temperature ½ probabilities are squared: .6² / (.6² + .3² + .1²) = .7826.
  const std::vector<int64_t> counts = picked(logits_of({0.1, 0.6, 0.3}), {.temperature = 0.5}, 20000);
  EXPECT_NEAR(static_cast<double>(counts[1]) / 20000, 0.7826, 0.0104);
}

TEST(PickToken, TakesTheLikeliestWithoutTemperature) {
  EXPECT_THAT(picked(logits_of({0.1, 0.6, 0.3}), {.temperature = 0}, 50), ElementsAre(0, 50, 0));
  EXPECT_THAT(picked(logits_of({0.4, 0.4, 0.2}), {.temperature = 0}, 5), ElementsAre(5, 0, 0)) << "the lower id";
}

TEST(PickToken, ChoosesAmongTheTopK) { EXPECT_EQ(picked(logits_of({0.1, 0.6, 0.3}), {.top_k = 2}, 2000)[0], 0); }

TEST(PickToken, ChoosesTheSmallestSetThatReachesP) {
  EXPECT_EQ(picked(logits_of({0.1, 0.6, 0.3}), {.top_p = 0.61}, 2000)[0], 0);
  EXPECT_THAT(picked(logits_of({0.1, 0.6, 0.3}), {.top_p = 0.59}, 100), ElementsAre(0, 100, 0));
}

TEST(PickToken, NeverPicksAnImpossibleToken) { EXPECT_EQ(picked(logits_of({0, 0.5, 0.5}), {}, 2000)[0], 0); }

/// transformers 5.24.0, RepetitionPenaltyLogitsProcessor(2.0) on ids [0, 2, 2] and scores [3, 1, -1, -2]: [1.5, 1, -2,
/// -2].
TEST(Penalised, MakesWhatIsThereAlreadyLessLikelyOnce) {
  const std::vector<int64_t> seen = {0, 2, 2};
  const torch::Tensor logits = torch::tensor({3.0, 1.0, -1.0, -2.0});
  EXPECT_TRUE(torch::equal(penalised(logits, seen, 2), torch::tensor({1.5, 1.0, -2.0, -2.0}, torch::kFloat64)));
  EXPECT_TRUE(torch::equal(penalised(logits, seen, 1), logits.to(torch::kFloat64)));
  EXPECT_THAT(testing::refusal_of([&] { penalised(logits, seen, 0); }),
              HasSubstr("repetition-penalty must be above 0, got 0"));
}

TEST(PickToken, RefusesImpossibleOptions) {
  random::Philox draw(1);
  const torch::Tensor logits = logits_of({0.5, 0.5});
  EXPECT_THAT(testing::refusal_of([&] { pick_token(logits, {.temperature = -1}, draw); }),
              HasSubstr("temperature must be at least 0, got -1"));
  EXPECT_THAT(testing::refusal_of([&] { pick_token(logits, {.top_k = -1}, draw); }),
              HasSubstr("top-k must be at least 0, got -1"));
  EXPECT_THAT(testing::refusal_of([&] { pick_token(logits, {.top_p = 0}, draw); }),
              HasSubstr("top-p must be in (0, 1], got 0"));
  EXPECT_THAT(testing::refusal_of([&] {
                pick_token(logits_of({0, 0}), {}, draw);
              }),
              HasSubstr("largest logit must be finite"));
  EXPECT_THAT(testing::refusal_of([&] {
                pick_token(torch::zeros({1, 2}), {}, draw);
              }),
              HasSubstr("logits must be [V], got [1, 2]"));
}

/// Says token (last + 1) mod 5 with near certainty.
Step counter(int64_t, int64_t) {
  return [](const torch::Tensor& tokens) {
    torch::Tensor logits = torch::zeros({tokens.size(0), 5});
    return logits.scatter_(1, (tokens.slice(1, -1) + 1).remainder(5), 50.0);
  };
}

TEST(Generate, GoesOnFromThePrompt) { EXPECT_THAT(generate(counter, {0, 1}, {.tokens = 4}), ElementsAre(2, 3, 4, 0)); }

TEST(Generate, StopsAtTheEndTokenAndWhenTold) {
  EXPECT_THAT(generate(counter, {0}, {.tokens = 9, .end = 4}), ElementsAre(1, 2, 3));
  EXPECT_THAT(generate(counter, {0}, {.tokens = 9, .on_token = [](int64_t token) { return token < 2; }}),
              ElementsAre(1, 2));
  EXPECT_THAT(generate(counter, {0}, {.tokens = 0}), ElementsAre());
}

TEST(Generate, WritesTheSameForTheSameSeed) {
  const Begin even = [](int64_t, int64_t) -> Step {
    return [](const torch::Tensor& tokens) { return torch::zeros({tokens.size(0), 100}); };
  };
  EXPECT_EQ(generate(even, {0}, {.tokens = 20, .seed = 3}), generate(even, {0}, {.tokens = 20, .seed = 3}));
  EXPECT_NE(generate(even, {0}, {.tokens = 20, .seed = 3}), generate(even, {0}, {.tokens = 20, .seed = 4}));
}

TEST(Generate, NeedsAPrompt) {
  EXPECT_THAT(testing::refusal_of([] { generate(counter, {}, {.tokens = 1}); }),
              HasSubstr("the prompt must hold at least one token"));
  EXPECT_THAT(testing::refusal_of([] { generate(counter, {0}, {.tokens = -1}); }),
              HasSubstr("tokens must be at least 0, got -1"));
}

}  // namespace
}  // namespace sextant::eval
