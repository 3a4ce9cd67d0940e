#include "sextant/models/recurrent.h"

#include <gtest/gtest.h>

#include "tests/support/errors.h"
#include "tests/support/tiny_models.h"

namespace sextant::models {
namespace {

using sextant::testing::largest_difference;
using sextant::testing::random_tokens;

constexpr double kEqual = 1e-12;  // float64, outputs of order 1

RecurrentOptions options_of(RecurrentKind kind, bool both_ways = true) {
  return {.vocabulary = 11,
          .channels = 6,
          .layers = 2,
          .state = 5,
          .kind = kind,
          .both_ways = both_ways,
          .pos = "sinusoidal",
          .longest = 12};
}

Recurrent double_model(const RecurrentOptions& options) {
  Recurrent model(options, 3);
  model->to(torch::kFloat64);
  model->eval();
  return model;
}

/// `tokens` with `left` and `right` padding tokens beside them, and the documents that say so.
TokenCall padded(const torch::Tensor& tokens, int64_t left, int64_t right) {
  const torch::Tensor own = torch::zeros_like(tokens);
  return {.tokens = torch::constant_pad_nd(tokens, {left, right}, 4),
          .documents = torch::constant_pad_nd(own, {left, right}, -1)};
}

TEST(Recurrent, PaddingOnEitherSideIsAsIfItWereNotThere) {
  for (const RecurrentKind kind : {RecurrentKind::kRnn, RecurrentKind::kLstm, RecurrentKind::kGru}) {
    Recurrent model = double_model(options_of(kind));
    const torch::Tensor tokens = random_tokens(2, 7);
    const torch::Tensor alone = model->hidden({.tokens = tokens});
    ASSERT_EQ(alone.sizes(), (torch::IntArrayRef{2, 7, 10}));
    EXPECT_LT(largest_difference(model->hidden(padded(tokens, 0, 3)).slice(1, 0, 7), alone), kEqual);
    EXPECT_LT(largest_difference(model->hidden(padded(tokens, 3, 0)).slice(1, 3, 10), alone), kEqual);
    EXPECT_LT(largest_difference(model->hidden(padded(tokens, 2, 1)).slice(1, 2, 9), alone), kEqual);
  }
}

TEST(Recurrent, OneWayNoTokenSeesLaterOnesAndBothWaysItDoes) {
  const torch::Tensor tokens = random_tokens(1, 7);
  torch::Tensor changed = tokens.clone();
  changed[0][5] = (tokens[0][5] + 1) % 11;
  for (const bool both_ways : {false, true}) {
    Recurrent model = double_model(options_of(RecurrentKind::kGru, both_ways));
    const double before = largest_difference(model->hidden({.tokens = tokens}).slice(1, 0, 5),
                                             model->hidden({.tokens = changed}).slice(1, 0, 5));
    EXPECT_EQ(before > 1e-6, both_ways) << before;
  }
}

// A palindrome read from either end is the same text: with equal weights the two states tell the same story.
TEST(Recurrent, TheSecondStateReadsFromTheEnd) {
  RecurrentOptions options = options_of(RecurrentKind::kLstm);
  options.layers = 1;
  options.pos = "nope";
  Recurrent model = double_model(options);
  const torch::NoGradGuard no_grad;
  auto weights = model->named_parameters();
  for (auto& item : weights) {
    const std::string& name = item.key();
    if (name.starts_with("layers.0.backward")) item.value().copy_(weights["layers.0.forward" + name.substr(17)]);
  }
  const torch::Tensor tokens = torch::tensor({{1, 5, 8, 5, 1}}, torch::kLong);
  const torch::Tensor y = model->hidden({.tokens = tokens});
  EXPECT_LT(largest_difference(y.slice(2, 0, 5), y.slice(2, 5, 10).flip(1)), kEqual);
  EXPECT_GT(largest_difference(y.slice(2, 0, 5), y.slice(2, 5, 10)), 1e-6);
}

TEST(Recurrent, PositionJoinsTheEmbeddings) {
  RecurrentOptions options = options_of(RecurrentKind::kRnn);
  Recurrent with = double_model(options);
  const torch::Tensor tokens = random_tokens(1, 7);
  const torch::Tensor shift = torch::tensor({{3}}, torch::kLong);
  EXPECT_GT(largest_difference(with->hidden({.tokens = tokens}), with->hidden({.tokens = tokens, .shift = shift})),
            1e-3);
  options.pos = "nope";
  Recurrent without = double_model(options);
  EXPECT_EQ(
      largest_difference(without->hidden({.tokens = tokens}), without->hidden({.tokens = tokens, .shift = shift})), 0);
}

TEST(Recurrent, DropsInTrainingOnlyAndByItsSeed) {
  RecurrentOptions options = options_of(RecurrentKind::kLstm);
  options.dropout = 0.5;
  Recurrent model = double_model(options);
  const torch::Tensor tokens = random_tokens(1, 7);
  const auto trained = [&](uint64_t seed) {
    return model->hidden({.tokens = tokens, .phase = Phase::kTrain, .seed = seed});
  };
  EXPECT_EQ(largest_difference(trained(1), trained(1)), 0);
  EXPECT_GT(largest_difference(trained(1), trained(2)), 1e-3);
  EXPECT_EQ(largest_difference(model->hidden({.tokens = tokens}), model->hidden({.tokens = tokens})), 0);
}

TEST(Recurrent, RefusesWhatItHasNoPlaceFor) {
  RecurrentOptions options = options_of(RecurrentKind::kLstm);
  options.pos = "alibi";
  EXPECT_VALUE_ERROR(Recurrent{options},
                     "recurrent: 'alibi' enters attention, which a recurrent model has none of; one that joins the "
                     "embeddings (sinusoidal, learned, …) or nope fits");
  options = options_of(RecurrentKind::kLstm);
  options.dropout = 1;
  EXPECT_VALUE_ERROR(Recurrent{options}, "recurrent: dropout must be in [0, 1), got 1");
  options.dropout = 0;
  options.layers = 0;
  EXPECT_VALUE_ERROR(Recurrent{options}, "recurrent: layers must be at least 1, got 0");
  Recurrent model = double_model(options_of(RecurrentKind::kLstm));
  EXPECT_VALUE_ERROR(
      model->hidden({.tokens = random_tokens(1, 4), .documents = torch::tensor({{0, 0, 1, 1}}, torch::kLong)}),
      "recurrent: a row must hold one document, got several; a state would run from one into the next");
}

}  // namespace
}  // namespace sextant::models
