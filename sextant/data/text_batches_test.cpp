#include "sextant/data/text_batches.h"

#include <gtest/gtest.h>

#include <map>

#include "tests/support/errors.h"

namespace sextant::data {
namespace {

/// Texts of 1 to 9 words; text i has i % 9 + 1 of them.
std::vector<LabelledText> some_texts(int64_t count) {
  std::vector<LabelledText> texts;
  for (int64_t i = 0; i < count; ++i) {
    std::string text;
    for (int64_t w = 0; w <= i % 9; ++w) text += " w" + std::to_string(i);
    texts.push_back({.text = text, .label = i % 2 == 0 ? "even" : "odd", .line = i + 1});
  }
  return texts;
}

text::Vocabulary vocabulary_of(const std::vector<LabelledText>& texts) {
  std::vector<std::string_view> views;
  for (const LabelledText& text : texts) views.push_back(text.text);
  return text::Vocabulary::words(views, {.most = 100000});
}

EncodedTexts encoded(int64_t count, int64_t longest = 100) {
  const std::vector<LabelledText> texts = some_texts(count);
  return encode_texts(texts, vocabulary_of(texts), {"even", "odd"}, longest);
}

TEST(EncodeTexts, CutsAndCounts) {
  const EncodedTexts texts = encoded(9, 6);
  EXPECT_EQ(texts.lengths.inputs, 9);
  EXPECT_EQ(texts.lengths.over_limit, 4);       // of 6, 7, 8 and 9 words, with <BOS> one more
  EXPECT_EQ(texts.lengths.tokens_dropped, 10);  // 1 + 2 + 3 + 4
  EXPECT_EQ(texts.lengths.longest, 10);
  EXPECT_EQ(texts.lengths.tokens, 2 + 3 + 4 + 5 + 6 + 4 * 6);
  EXPECT_EQ(texts.lengths.unknown, 0);
  EXPECT_EQ(texts.tokens[0].front(), text::kBegin);
  EXPECT_EQ(texts.classes, (std::vector<int64_t>{0, 1, 0, 1, 0, 1, 0, 1, 0}));
}

TEST(EncodeTexts, AnEmptyTextAndAnUnknownLabelStay) {
  const text::Vocabulary vocabulary = vocabulary_of(some_texts(3));
  const EncodedTexts texts =
      encode_texts({{"", "even", 1}, {"never seen", "prime", 2}}, vocabulary, {"even", "odd"}, 9);
  EXPECT_EQ(texts.tokens[0], (std::vector<int64_t>{text::kBegin}));
  EXPECT_EQ(texts.tokens[1], (std::vector<int64_t>{text::kBegin, text::kUnknown, text::kUnknown}));
  EXPECT_EQ(texts.classes, (std::vector<int64_t>{0, kIgnore}));
  EXPECT_EQ(texts.lengths.unknown, 2);
}

TEST(EncodeTexts, NeedsTokensToBeginEndAndPad) {
  EXPECT_VALUE_ERROR(encode_texts({{"a", "even", 1}}, text::Vocabulary::bytes(), {"even"}, 9),
                     "texts: a vocabulary must have tokens to begin, end and pad, got byte without");
}

TEST(BatchOf, PadsOnTheRight) {
  const EncodedTexts texts = encoded(3);
  const Batch batch = batch_of(texts, {2, 0});
  EXPECT_EQ(batch.tokens.sizes(), (torch::IntArrayRef{2, 4}));
  EXPECT_TRUE(batch.documents.equal(torch::tensor({{0, 0, 0, 0}, {0, 0, -1, -1}}, torch::kLong)));
  EXPECT_TRUE(batch.tokens[1].slice(0, 2).eq(text::kPad).all().item<bool>());
  EXPECT_TRUE(batch.targets.equal(torch::tensor({0, 0}, torch::kLong)));
}

TEST(TextBatches, AnEpochVisitsEachTextOnceAndTheNextInAnotherOrder) {
  constexpr int64_t kTexts = 1003, kBatch = 8, kBatches = 126;  // the last batch holds 3
  const BatchAt batches = text_batches(encoded(kTexts), kBatch, 5);
  std::map<int64_t, int> seen;
  std::vector<int64_t> first, second;
  for (int64_t step = 0; step < 2 * kBatches; ++step) {
    const Batch batch = batches(step);
    for (int64_t row = 0; row < batch.tokens.size(0); ++row) {
      ++seen[batch.tokens[row][1].item<int64_t>()];  // each text has a word of its own
      (step < kBatches ? first : second).push_back(batch.tokens[row][1].item<int64_t>());
    }
  }
  EXPECT_EQ(seen.size(), kTexts);
  for (const auto& [word, times] : seen) EXPECT_EQ(times, 2) << word;
  EXPECT_NE(first, second);
  EXPECT_TRUE(batches(7).tokens.equal(text_batches(encoded(kTexts), kBatch, 5)(7).tokens));
}

TEST(TextBatches, NeighboursInLengthGoTogether) {
  const EncodedTexts texts = encoded(1000);
  const BatchAt batches = text_batches(texts, 8, 5);
  int64_t padding = 0, cells = 0;
  for (int64_t step = 0; step < 125; ++step) {
    const Batch batch = batches(step);
    padding += (batch.documents < 0).sum().item<int64_t>();
    cells += batch.documents.numel();
  }
  // At random a batch of 8 is as long as its longest, nearly 10, against a mean of 6: two cells in five.
  EXPECT_LT(static_cast<double>(padding) / static_cast<double>(cells), 0.05);
}

TEST(TextBatches, RefusesNothingToLearnFrom) {
  EXPECT_VALUE_ERROR(text_batches({}, 8, 1), "texts: there must be at least one to learn from, got none");
  EXPECT_VALUE_ERROR(text_batches(encoded(2), 0, 1), "texts: batch must be at least 1, got 0");
}

TEST(RowsByLength, HoldEachRowOnceShortestFirst) {
  const EncodedTexts texts = encoded(20);
  std::vector<int64_t> sizes, rows;
  for (const auto& batch : rows_by_length(texts, 7)) {
    for (const int64_t row : batch) {
      rows.push_back(row);
      sizes.push_back(std::ssize(texts.tokens[row]));
    }
  }
  EXPECT_TRUE(std::ranges::is_sorted(sizes));
  std::ranges::sort(rows);
  for (int64_t i = 0; i < 20; ++i) EXPECT_EQ(rows[i], i);
}

}  // namespace
}  // namespace sextant::data
