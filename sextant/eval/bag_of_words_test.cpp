#include "sextant/eval/bag_of_words.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "sextant/data/labelled.h"
#include "sextant/text/vocabulary.h"

#include "tests/support/refusal.h"

namespace sextant::eval {
namespace {

/// Sentences whose label is the order of two words, or one of them.
data::EncodedTexts encoded(const std::vector<std::pair<std::string, std::string>>& labelled) {
  std::vector<data::LabelledText> texts;
  for (const auto& [label, text] : labelled) texts.push_back({.text = text, .label = label, .line = 1});
  const std::vector<std::string_view> all = {"not good bad film the a it is and was plot dull fine acting"};
  return data::encode_texts(texts, text::Vocabulary::words(all, {}), {"neg", "pos"}, 100);
}

const std::vector<std::pair<std::string, std::string>> kReviews = {
    {"pos", "the film is good"},       {"neg", "the film is not good"}, {"neg", "a bad plot and dull acting"},
    {"pos", "a fine plot and acting"}, {"neg", "it was dull"},          {"pos", "it was fine and good"},
    {"neg", "the plot is not good"},   {"pos", "the acting is good"}};

/// scikit-learn 1.9.1: TfidfVectorizer(ngram_range=(1, 2), min_df=2, token_pattern=r"\S+"), LogisticRegression(C=20,
/// tol=1e-12, max_iter=100000) fitted to kReviews, predict_proba(kReviews)[:, 1]. Of two classes it fits the difference
/// of both rows alone, whose penalty is half that of the rows: its C is twice the strength.
TEST(BagOfWords, IsTheRegressionOfScikitLearn) {
  const data::EncodedTexts texts = encoded(kReviews);
  const BagOfWords bag(texts, 2, 10);
  const torch::Tensor probabilities = bag.log_probabilities(texts).exp().select(1, 1);
  const std::vector<double> expected = {0.837201, 0.167007, 0.213386, 0.803032, 0.134290, 0.855346, 0.084444, 0.905295};
  ASSERT_EQ(bag.features(), 20);
  // Both stop where the loss is flat to 1e-10 or so, and the probabilities move as its square root.
  for (int64_t i = 0; i < std::ssize(expected); ++i) EXPECT_NEAR(probabilities[i].item<double>(), expected[i], 1e-5);
}

TEST(BagOfWords, AnswersATextWithoutAKnownWordByTheBiasAlone) {
  const BagOfWords bag(encoded(kReviews), 2, 1);
  const torch::Tensor empty = bag.log_probabilities(encoded({{"pos", ""}, {"pos", "zyx"}}));
  EXPECT_TRUE(torch::equal(empty[0], empty[1]));
  EXPECT_NEAR(empty.exp()[0].sum().item<double>(), 1, 1e-12);
}

TEST(BagOfWords, RefusesWhatItCannotLearnFrom) {
  EXPECT_EQ(testing::refusal_of([] { BagOfWords({}, 2, 1); }),
            "bag of words: there must be at least one text to learn from, got none");
  EXPECT_EQ(testing::refusal_of([] { BagOfWords(encoded(kReviews), 1, 1); }),
            "bag of words: there must be at least 2 classes, got 1");
  EXPECT_EQ(testing::refusal_of([] { BagOfWords(encoded(kReviews), 2, 0); }),
            "bag of words: strength must be above 0, got 0");
}

}  // namespace
}  // namespace sextant::eval
