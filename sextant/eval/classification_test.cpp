#include "sextant/eval/classification.h"

#include <gtest/gtest.h>

#include "sextant/models/classifier.h"

#include "tests/support/errors.h"

namespace sextant::eval {
namespace {

/// Certain answers: row i says answers[i], of three classes.
torch::Tensor answering(const std::vector<int64_t>& answers) {
  return torch::one_hot(torch::tensor(answers, torch::kLong), 3).to(torch::kFloat64).mul(10).log_softmax(-1);
}

// scikit-learn 1.9.1, precision_recall_fscore_support([0,0,0,1,1,2], [0,0,1,1,2,0], zero_division=0): precision
// (2/3, 1/2, 0), recall (2/3, 1/2, 0), F1 (2/3, 1/2, 0), macro F1 7/18.
TEST(Classification, AgreesWithTheUsualDefinitions) {
  const Classification result = classification(answering({0, 0, 1, 1, 2, 0}), {0, 0, 0, 1, 1, 2});
  EXPECT_EQ(result.texts, 6);
  EXPECT_EQ(result.right, 3);
  EXPECT_DOUBLE_EQ(result.accuracy(), 0.5);
  EXPECT_EQ(result.confusion, (std::vector<std::vector<int64_t>>{{2, 1, 0}, {0, 1, 1}, {1, 0, 0}}));
  const std::vector<ClassFigures> classes = result.by_class();
  EXPECT_DOUBLE_EQ(classes[0].precision, 2.0 / 3);
  EXPECT_DOUBLE_EQ(classes[0].recall, 2.0 / 3);
  EXPECT_DOUBLE_EQ(classes[1].f1, 0.5);
  EXPECT_EQ(classes[2].f1, 0);
  EXPECT_EQ(classes[2].texts, 1);
  EXPECT_DOUBLE_EQ(result.macro_f1(), 7.0 / 18);
}

TEST(Classification, LossIsTheMeanOfTheTrueClass) {
  const torch::Tensor log = torch::tensor({{0.5, 0.5}, {0.25, 0.75}}, torch::kFloat64).log();
  EXPECT_DOUBLE_EQ(classification(log, {0, 0}).nats, -(std::log(0.5) + std::log(0.25)) / 2);
}

TEST(Classification, LeavesOutTextsWithoutAClass) {
  const Classification result = classification(answering({0, 1, 2}), {0, data::kIgnore, 0});
  EXPECT_EQ(result.texts, 2);
  EXPECT_EQ(result.right, 1);
  EXPECT_EQ(classification(answering({1}), {data::kIgnore}).accuracy(), 0);
  EXPECT_VALUE_ERROR(classification(answering({0, 1}), {0}),
                     "classification: log_probabilities must be [1, K], got [2, 3]");
}

TEST(ClassLogProbabilities, KeepTheOrderOfTheTextsWhateverTheBatch) {
  models::Classifier model(
      models::ModelOptions{.backbone = models::RecurrentOptions{.vocabulary = 20, .channels = 8, .longest = 16},
                           .classifier = models::ClassifierOptions{.labels = {"a", "b", "c"}}});
  model->to(torch::kFloat64);
  data::EncodedTexts texts;
  for (int64_t i = 0; i < 11; ++i) {
    texts.tokens.emplace_back(static_cast<size_t>(1 + (i * 5) % 7), 4 + i);
    texts.classes.push_back(0);
  }
  const torch::Tensor together = class_log_probabilities(*model, texts, 4),
                      alone = class_log_probabilities(*model, texts, 1);
  ASSERT_EQ(together.sizes(), (torch::IntArrayRef{11, 3}));
  EXPECT_LT((together - alone).abs().max().item<double>(), 1e-12);  // float64, numbers of order 1
  EXPECT_GT((alone[0] - alone[1]).abs().max().item<double>(), 1e-4);
  EXPECT_FALSE(class_log_probabilities(*model, texts, 4, [] { return true; }).defined());
}

}  // namespace
}  // namespace sextant::eval
