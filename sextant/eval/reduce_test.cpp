#include "sextant/eval/reduce.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <stdexcept>

#include "sextant/eval/describe.h"

namespace sextant::eval {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// A result in which the NLL of target i is i.
Result counting(std::string_view text, int64_t n = 10) {
  const Plan made = plan(parse_protocol(text), {n});
  std::vector<double> nll;
  for (const Target& target : targets(made)) nll.push_back(static_cast<double>(target.index));
  return reduce(nll, made, std::vector<int64_t>(nll.size(), 2));
}

TEST(Reduce, WeighsTokens) { EXPECT_DOUBLE_EQ(counting("slide:4,2").nats, 45.0 / 9); }

// Windows {1 2 3} {4 5} {6 7} {8 9}: means 2, 4.5, 6.5, 8.5.
TEST(Reduce, WeighsWindows) { EXPECT_DOUBLE_EQ(counting("slide-unweighted:4,2").nats, (2 + 4.5 + 6.5 + 8.5) / 4); }

TEST(Reduce, WeighsAsTheHuggingFaceGuide) {
  EXPECT_DOUBLE_EQ(counting("like:hf:4,2").nats, (3 * 2 + 4.5 + 6.5 + 8.5) / 6);
}

TEST(Reduce, ComputesTheStandardErrorOfLlamaPerplexity) {
  // Targets 3 and 7: mean 5, mean square 29, count 2.
  const Result result = counting("llamacpp:4");
  EXPECT_DOUBLE_EQ(result.nats, 5);
  EXPECT_DOUBLE_EQ(*result.se_perplexity, std::exp(5.0) * std::sqrt((29.0 - 25.0) / 1));
  EXPECT_FALSE(counting("chunk:4").se_perplexity);
}

TEST(Reduce, MakesACurveOfPositions) {
  const Result result = counting("position:4");
  ASSERT_EQ(result.points.size(), 3u);
  EXPECT_EQ(result.points[1].at, 2);
  EXPECT_EQ(result.points[1].targets, 2);
  EXPECT_DOUBLE_EQ(result.points[1].nats, (2 + 6) / 2.0);
  ASSERT_EQ(result.buckets.size(), 2u);
  EXPECT_EQ(result.buckets[1].at, 2);
  EXPECT_EQ(result.buckets[1].targets, 4);
}

TEST(Reduce, MakesACurveOfContextsWithTheLongestAsHeadline) {
  const Plan made = plan(parse_protocol("suffix:2,[2,4],anchors=0"), {10});
  const Result result = reduce({1, 2, 3, 5}, made, {1, 1, 1, 1});
  ASSERT_EQ(result.points.size(), 2u);
  EXPECT_DOUBLE_EQ(result.points[0].nats, 1.5);
  EXPECT_DOUBLE_EQ(result.nats, 4);
  EXPECT_EQ(result.targets, 2);
  EXPECT_EQ(result.bytes, 2);
  EXPECT_DOUBLE_EQ(bits_per_byte(result.points[0]), 3 / (2 * std::numbers::ln2));
}

TEST(Reduce, AddsUpByDocument) {
  const Plan made = plan(parse_protocol("chunk:4"), {3, 1, 2});
  const Result result = reduce({1, 2, 4}, made);
  ASSERT_EQ(result.by_document.size(), 2u);
  EXPECT_EQ(result.by_document[1].document, 2);
  EXPECT_DOUBLE_EQ(result.by_document[0].nats, 3);
  EXPECT_EQ(result.documents, 3);
  EXPECT_EQ(result.tokens, 6);
}

TEST(Reduce, GivesPerplexityAndBits) {
  const Result result = counting("chunk:10");
  EXPECT_DOUBLE_EQ(perplexity(result), std::exp(5.0));
  EXPECT_DOUBLE_EQ(bits_per_byte(result), 45 / (18 * std::numbers::ln2));
  EXPECT_EQ(result.last_position, 8);
}

TEST(Reduce, RefusesOtherSizesAndUnknownBytes) {
  const Plan made = plan(parse_protocol("chunk:4"), {10});
  EXPECT_THROW(reduce({1, 2}, made), std::invalid_argument);
  EXPECT_THROW(reduce(std::vector<double>(7, 1.0), made, {1}), std::invalid_argument);
  EXPECT_THROW(bits_per_byte(reduce(std::vector<double>(7, 1.0), made)), std::invalid_argument);
}

TEST(Describe, PrintsTheProtocolWithEveryNumber) {
  const std::vector<std::string> lines =
      describe(counting("slide:4,2"), {.model = "9f3c", .tokenizer = "char (65)", .trained_length = 4, .words = 3});
  EXPECT_THAT(lines, ElementsAre("slide:4,2  bos=none  docs 1 used  targets 9 of 10  bytes 18  words 3",
                                 "5.0000 nats/token  ppl 148.4  3.6067 bits/byte  ppl/word 3.269e+06",
                                 "model 9f3c  tokenizer char (65)  dtype f32  positions 0..2 trained 0..3"));
}

TEST(Describe, CountsDroppedDocumentsAndSaysHowSureItIs) {
  const Plan made = plan(parse_protocol("chunk:4"), {3, 1, 2});
  const std::vector<std::string> lines = describe(reduce({1, 1, 1}, made), {.bos = 7});
  EXPECT_THAT(lines[0], HasSubstr("bos=7  docs 2 used, 1 dropped (< 2 tokens)  targets 3 of 6"));
  EXPECT_THAT(lines[1], HasSubstr("ppl 2.718 .. 2.718 (95 %, bootstrap over 2 documents)"));
  EXPECT_THAT(describe(counting("llamacpp:4"), {})[1], HasSubstr("se(ppl) 296.8 (as llama-perplexity)"));
}

}  // namespace
}  // namespace sextant::eval
