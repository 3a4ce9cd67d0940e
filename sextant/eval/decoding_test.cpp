#include "sextant/eval/decoding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/refusal.h"

namespace sextant::eval {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr int64_t kEnd = 0;
constexpr int64_t kVocabulary = 8;

/// A decoder that recites a text whatever it reads: place t of the answer is text[t].
/// Where the end is said, the second choice is the token `second`.
Begin reciter(std::vector<int64_t> text, int64_t second) {
  return [text, second](int64_t batch, int64_t) -> Step {
    const auto place = std::make_shared<size_t>(0);
    return [=](const torch::Tensor&) {
      torch::Tensor logits = torch::zeros({batch, kVocabulary});
      const int64_t said = *place < text.size() ? text[*place] : second;
      ++*place;
      logits.select(1, second).fill_(1);
      logits.select(1, said).fill_(2);
      return logits;
    };
  };
}

const std::vector<data::Sample> kSamples = {{.prompt = {1, 2}, .answer = {3, 4, kEnd}}};

TEST(ExactMatch, NeedsTheAnswerAndTheEnd) {
  const ExactMatch result = exact_match_with(reciter({3, 4, kEnd}, 7), kSamples, {.end = kEnd});
  EXPECT_EQ(result.exact, 1);
  EXPECT_EQ(result.forced, 1);
  EXPECT_EQ(result.stopped_early, 0);
  EXPECT_EQ(result.length_error, 0);
  EXPECT_THAT(result.decoded.at(0), ElementsAre(3, 4));
}

TEST(ExactMatch, ForgivesAnEarlyEndOnlyIfForced) {
  // The end stands where 4 belongs; 4 is the second choice.
  const ExactMatch result = exact_match_with(reciter({3, kEnd}, 4), kSamples, {.end = kEnd});
  EXPECT_EQ(result.exact, 0);
  EXPECT_EQ(result.forced, 1);
  EXPECT_EQ(result.stopped_early, 1);
  EXPECT_EQ(result.length_error, 1);
}

TEST(ExactMatch, CountsALateEnd) {
  const ExactMatch result = exact_match_with(reciter({3, 4, 5, 5, kEnd}, 7), kSamples, {.end = kEnd});
  EXPECT_EQ(result.exact, 0);
  EXPECT_EQ(result.forced, 1);
  EXPECT_EQ(result.stopped_early, 0);
  EXPECT_EQ(result.length_error, 2);
}

TEST(ExactMatch, GivesUpOnAnEndlessAnswer) {
  const ExactMatch result = exact_match_with(reciter({3, 4}, 7), kSamples, {.end = kEnd, .extra = 5});
  EXPECT_EQ(result.exact, 0);
  EXPECT_EQ(result.length_error, 5);
}

TEST(ExactMatch, KnowsTheLengthWithoutAnEndToken) {
  const std::vector<data::Sample> samples = {{.prompt = {1}, .answer = {3, 4}}, {.prompt = {1}, .answer = {3, 5}}};
  const ExactMatch result = exact_match_with(reciter({3, 4}, 7), samples, {});
  EXPECT_EQ(result.exact, 0.5);
  EXPECT_EQ(result.forced, 0.5);
  EXPECT_EQ(result.length_error, 0);
}

TEST(ExactMatch, DecodesSamplesOfEqualShapeTogether) {
  std::vector<std::pair<int64_t, int64_t>> calls;
  const Begin begin = [&](int64_t batch, int64_t longest) {
    calls.emplace_back(batch, longest);
    return reciter({3, 4, kEnd}, 7)(batch, longest);
  };
  std::vector<data::Sample> samples(5, kSamples[0]);
  samples.push_back({.prompt = {1}, .answer = {3, kEnd}});
  const ExactMatch result = exact_match_with(begin, samples, {.end = kEnd, .extra = 4, .batch_tokens = 12});
  EXPECT_THAT(calls, ElementsAre(std::pair{1, 6}, std::pair{3, 8}, std::pair{2, 8}));
  EXPECT_EQ(result.samples, 6);
}

TEST(ExactMatch, RefusesSamplesItCannotJudge) {
  EXPECT_THAT(testing::refusal_of([] { exact_match_with(reciter({}, 7), {}, {}); }),
              HasSubstr("at least one sample is needed, got 0"));
  EXPECT_THAT(testing::refusal_of([] { exact_match_with(reciter({}, 7), kSamples, {.end = 5}); }),
              HasSubstr("sample 0 must end with token 5, got 0"));
  EXPECT_THAT(testing::refusal_of([] { exact_match_with(reciter({}, 7), kSamples, {.end = kEnd, .extra = 0}); }),
              HasSubstr("extra must be at least 1, got 0"));
  EXPECT_THAT(testing::refusal_of([] { exact_match_with(reciter({}, 7), {{.prompt = {}, .answer = {1}}}, {}); }),
              HasSubstr("sample 0 has an empty prompt"));
  EXPECT_THAT(
      testing::refusal_of([] { exact_match_with(reciter({}, 7), {{.prompt = {1}, .answer = {kEnd}}}, {.end = kEnd}); }),
      HasSubstr("sample 0 has an empty answer"));
}

}  // namespace
}  // namespace sextant::eval
