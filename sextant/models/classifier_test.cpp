#include "sextant/models/classifier.h"

#include <gtest/gtest.h>

#include "tests/support/errors.h"
#include "tests/support/tiny_models.h"

namespace sextant::models {
namespace {

using sextant::testing::largest_difference;
using sextant::testing::random_tokens;
using sextant::testing::tiny_options;

constexpr double kEqual = 1e-12;  // float64, scores of order 1

ModelOptions with_encoder(Pooling pooling = Pooling::kMean, const std::string& pos = "rope") {
  TransformerOptions encoder = tiny_options(pos);
  encoder.direction = Direction::kBothWays;
  return {.backbone = encoder, .classifier = ClassifierOptions{.labels = {"no", "yes", "perhaps"}, .pooling = pooling}};
}

ModelOptions with_lstm(Pooling pooling = Pooling::kMax) {
  return {.backbone = RecurrentOptions{.vocabulary = 11, .channels = 6, .longest = 12},
          .classifier = ClassifierOptions{.labels = {"no", "yes"}, .pooling = pooling}};
}

Classifier double_model(const ModelOptions& options) {
  Classifier model(options, 3);
  model->to(torch::kFloat64);
  model->eval();
  return model;
}

// [1, 2 | padding] and [padding | 5, 3 | padding], each of one channel.
TEST(Pooled, IsOverATextsOwnTokens) {
  const torch::Tensor hidden = torch::tensor({{1.0, 2.0, 9.0, 9.0}, {-9.0, 5.0, 3.0, 9.0}}).unsqueeze(-1);
  const torch::Tensor documents = torch::tensor({{0, 0, -1, -1}, {-1, 7, 7, -1}}, torch::kLong);
  const auto rows = [&](Pooling pooling) {
    const torch::Tensor row = pooled(hidden, documents, pooling);
    return std::pair{row[0].item<double>(), row[1].item<double>()};
  };
  EXPECT_EQ(rows(Pooling::kMean), (std::pair{1.5, 4.0}));
  EXPECT_EQ(rows(Pooling::kMax), (std::pair{2.0, 5.0}));
  EXPECT_EQ(rows(Pooling::kFirst), (std::pair{1.0, 5.0}));
  EXPECT_EQ(rows(Pooling::kLast), (std::pair{2.0, 3.0}));
}

TEST(Pooled, OfNoTokensIsZeros) {
  const torch::Tensor hidden = torch::ones({1, 2, 3}), documents = torch::full({1, 2}, -1, torch::kLong);
  for (const Pooling pooling : {Pooling::kMean, Pooling::kMax, Pooling::kFirst, Pooling::kLast})
    EXPECT_EQ(pooled(hidden, documents, pooling).abs().max().item<double>(), 0);
}

TEST(Classifier, APaddedTextScoresAsAlone) {
  for (const ModelOptions& options : {with_encoder(), with_encoder(Pooling::kFirst, "sinusoidal"),
                                      with_encoder(Pooling::kMax, "alibi"), with_lstm(), with_lstm(Pooling::kLast)}) {
    Classifier model = double_model(options);
    const torch::Tensor tokens = random_tokens(2, 7);
    const torch::Tensor alone = model->scores({.tokens = tokens});
    const torch::Tensor together =
        model->scores({.tokens = torch::constant_pad_nd(tokens, {0, 3}, 4),
                       .documents = torch::constant_pad_nd(torch::zeros_like(tokens), {0, 3}, -1)});
    EXPECT_LT(largest_difference(alone, together), kEqual) << pos_of(options);
    EXPECT_EQ(alone.size(1), std::ssize(options.classifier->labels));
  }
}

TEST(Classifier, DescribesWhatItIs) {
  const ModelOptions described = double_model(with_lstm())->described();
  EXPECT_EQ(std::get<RecurrentOptions>(described.backbone).state, 6);
  EXPECT_EQ(described.classifier->labels, (std::vector<std::string>{"no", "yes"}));
  EXPECT_EQ(longest_of(described), 12);
  EXPECT_EQ(vocabulary_of(described), 11);
}

TEST(Classifier, RefusesWhatCannotTellClassesApart) {
  ModelOptions options = with_encoder();
  options.classifier->labels = {"yes"};
  EXPECT_VALUE_ERROR(Classifier{options}, "classifier: labels must be at least 2, got 1");
  options.classifier->labels = {"yes", "yes"};
  EXPECT_VALUE_ERROR(Classifier{options}, "classifier: labels must differ, got 'yes' twice");
  options.classifier = {};
  EXPECT_VALUE_ERROR(Classifier{options}, "classifier: labels must be given, got none");
  options = with_encoder(Pooling::kFirst);
  std::get<TransformerOptions>(options.backbone).direction = Direction::kCausal;
  EXPECT_VALUE_ERROR(Classifier{options},
                     "classifier: pooling must be mean, max or last, got first, which this reader makes of the first "
                     "token alone");
}

}  // namespace
}  // namespace sextant::models
