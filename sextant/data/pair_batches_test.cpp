#include "sextant/data/pair_batches.h"

#include <gtest/gtest.h>

#include <map>

#include "tests/support/errors.h"

namespace sextant::data {
namespace {

using text::kBegin;
using text::kEnd;
using text::kPad;
using text::kUnknown;
using Ids = std::vector<int64_t>;

const std::vector<SentencePair> kPairs = {{"ab", "cab", 1}, {"a", "b", 2}, {"abcab", "aax", 3}};

/// a, b and c are 4, 5 and 6: after the special tokens, by how often they are there.
text::Vocabulary vocabulary() { return text::Vocabulary::open_characters(std::vector<std::string_view>{"aaabbc"}, {}); }

TEST(PairBatches, MarkTheEndOfSourcesAndBothEndsOfTargets) {
  const EncodedPairs pairs = encode_pairs(kPairs, vocabulary(), 16);
  EXPECT_EQ(pairs.sources[0], (Ids{4, 5, kEnd}));
  EXPECT_EQ(pairs.targets[0], (Ids{kBegin, 6, 4, 5, kEnd}));
  EXPECT_EQ(pairs.targets[2], (Ids{kBegin, 4, 4, kUnknown, kEnd}));
  EXPECT_EQ(pairs.target_lengths.unknown, 1);
  EXPECT_EQ(pairs.source_lengths.over_limit, 0);
}

TEST(PairBatches, CutAtTheLimitAndCountIt) {
  const EncodedPairs pairs = encode_pairs(kPairs, vocabulary(), 3);
  EXPECT_EQ(pairs.sources[2], (Ids{4, 5, kEnd}));
  EXPECT_EQ(pairs.targets[0], (Ids{kBegin, 6, 4, 5})) << "a cut target has no end";
  EXPECT_EQ(pairs.source_lengths.over_limit, 1);
  EXPECT_EQ(pairs.source_lengths.longest, 6);
  EXPECT_EQ(pairs.source_lengths.tokens_dropped, 3);
  EXPECT_EQ(pairs.target_lengths.over_limit, 2);
  const Batch batch = batch_of(pairs, {0, 1, 2});
  EXPECT_LE(batch.tokens.size(1), 3);
  EXPECT_LE(batch.source.size(1), 3);
  EXPECT_VALUE_ERROR(encode_pairs(kPairs, vocabulary(), 1), "pairs: longest must be at least 2, got 1");
  EXPECT_VALUE_ERROR(encode_pairs(kPairs, text::Vocabulary::bytes(), 16),
                     "pairs: a vocabulary must have <PAD>, <UNK>, <BOS> and <EOS> as ids 0 to 3, got one of 256 tokens "
                     "(byte) with others or none");
}

TEST(PairBatches, ShiftTargetsByOneAndScoreNoPadding) {
  const Batch batch = batch_of(encode_pairs(kPairs, vocabulary(), 16), {0, 1});
  EXPECT_TRUE(torch::equal(batch.source, torch::tensor({{4L, 5L, kEnd}, {4L, kEnd, kPad}})));
  EXPECT_TRUE(torch::equal(batch.source_documents, torch::tensor({{0L, 0L, 0L}, {0L, 0L, -1L}})));
  EXPECT_TRUE(torch::equal(batch.tokens.select(0, 0), torch::tensor({kBegin, 6L, 4L, 5L})));
  EXPECT_TRUE(torch::equal(batch.targets.select(0, 0), torch::tensor({6L, 4L, 5L, kEnd})));
  EXPECT_TRUE(torch::equal(batch.targets.select(0, 1), torch::tensor({5L, kEnd, kIgnore, kIgnore})));
  EXPECT_TRUE(torch::equal(batch.tokens.select(0, 1).slice(0, 0, 2), torch::tensor({kBegin, 5L})));
  EXPECT_EQ(batch.documents[1][3].item<int64_t>(), -1);
}

TEST(PairBatches, VisitEveryPairOnceAnEpochAndAreAFunctionOfTheStep) {
  std::vector<SentencePair> pairs;
  for (int64_t i = 0; i < 70; ++i) pairs.push_back({std::string(1 + i % 9, 'a'), std::string(1 + i % 7, 'b'), i});
  const EncodedPairs encoded = encode_pairs(pairs, vocabulary(), 16);
  const BatchAt batches = pair_batches(encoded, 8, 3), again = pair_batches(encoded, 8, 3);
  std::map<std::pair<int64_t, int64_t>, int64_t> seen, wanted;
  for (const SentencePair& pair : pairs) ++wanted[{std::ssize(pair.source), std::ssize(pair.target)}];
  for (int64_t step = 0; step < 9; ++step) {
    const Batch batch = batches(step);
    EXPECT_TRUE(torch::equal(batch.tokens, again(step).tokens));
    const torch::Tensor sources = (batch.source == 4).sum(1), targets = (batch.tokens == 5).sum(1);
    for (int64_t b = 0; b < batch.tokens.size(0); ++b) ++seen[{sources[b].item<int64_t>(), targets[b].item<int64_t>()}];
  }
  EXPECT_EQ(seen, wanted);
}

TEST(PairBatches, RefuseNothing) {
  EXPECT_VALUE_ERROR(pair_batches({}, 8, 1), "texts: there must be at least one to learn from, got none");
}

}  // namespace
}  // namespace sextant::data
