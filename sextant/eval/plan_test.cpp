// The golden example: a document of 10 tokens without a first-token id. Every number of targets and contexts below was
// worked out by hand from the definitions of the protocols.
#include "sextant/eval/plan.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <stdexcept>

namespace sextant::eval {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// "1(1) 2(2) | 3(1)": target(context), windows apart.
std::string drawn(std::string_view text, const std::vector<int64_t>& lengths = {10}) {
  std::string line;
  int64_t window = 0;
  for (const Target& target : targets(plan(parse_protocol(text), lengths))) {
    if (!line.empty()) line += target.window == window ? " " : " | ";
    window = target.window;
    line += fmt::format("{}({})", target.index, target.context);
  }
  return line;
}

TEST(GoldenPlan, Chunk) {
  EXPECT_EQ(drawn("chunk:4"), "1(1) 2(2) 3(3) | 5(1) 6(2) 7(3) | 9(1)");
  EXPECT_EQ(drawn("chunk:4,tail=drop"), "1(1) 2(2) 3(3) | 5(1) 6(2) 7(3)");
}

TEST(GoldenPlan, ChunkWithCarriedToken) {
  EXPECT_EQ(drawn("chunk:4,carry=1"), "1(1) 2(2) 3(3) | 4(1) 5(2) 6(3) 7(4) | 8(1) 9(2)");
}

TEST(GoldenPlan, Slide) {
  EXPECT_EQ(drawn("slide:4,2"), "1(1) 2(2) 3(3) | 4(2) 5(3) | 6(2) 7(3) | 8(2) 9(3)");
  EXPECT_EQ(drawn("slide-unweighted:4,2"), drawn("slide:4,2"));
  EXPECT_EQ(drawn("slide:4,1"), "1(1) 2(2) 3(3) | 4(3) | 5(3) | 6(3) | 7(3) | 8(3) | 9(3)");
}

TEST(GoldenPlan, LmEval) { EXPECT_EQ(drawn("lmeval:4"), "0(1) 1(2) 2(3) 3(4) | 4(1) 5(2) 6(3) 7(4) | 8(3) 9(4)"); }

TEST(GoldenPlan, LlamaCpp) { EXPECT_EQ(drawn("llamacpp:4"), "3(3) | 7(3)"); }

TEST(GoldenPlan, SuffixAndCrop) {
  EXPECT_EQ(drawn("suffix:2,[2,4],anchors=0"), "8(2) 9(3) | 8(4) 9(5)");
  EXPECT_EQ(drawn("crop:4,2,[2,4],anchors=0"), "8(2) 9(3) | 8(2) 9(3)");
}

TEST(GoldenPlan, Position) { EXPECT_EQ(drawn("position:4"), "1(1) 2(2) 3(3) | 5(1) 6(2) 7(3)"); }

// BOS and at most L - 1 text tokens; all of them can be scored.
TEST(GoldenPlan, WithAFirstToken) {
  EXPECT_EQ(drawn("chunk:4,bos=1"), "0(1) 1(2) 2(3) | 3(1) 4(2) 5(3) | 6(1) 7(2) 8(3) | 9(1)");
  EXPECT_EQ(drawn("slide:4,2,bos=1"), "0(1) 1(2) 2(3) | 3(2) 4(3) | 5(2) 6(3) | 7(2) 8(3) | 9(2)");
  EXPECT_EQ(drawn("suffix:2,[3],anchors=0,bos=1"), "8(3) 9(4)");
}

// The stream B x0 … x9 has 11 tokens: chunks B x0 x1 x2 and x3 x4 x5 x6, whose first becomes B.
TEST(GoldenPlan, LlamaCppReplacesTheFirstTokenOfEachChunk) { EXPECT_EQ(drawn("llamacpp:4,bos=1"), "2(3) | 6(3)"); }

TEST(GoldenPlan, Passage) {
  const Plan filler = plan(parse_protocol("passage@5,3"), {10});
  EXPECT_EQ(drawn("passage@5,3"), "8(6) 9(7)");
  EXPECT_EQ(filler.windows.at(0).filler, 5);
  const Plan offset = plan(parse_protocol("passage@100,3,mode=offset"), {10});
  EXPECT_EQ(drawn("passage@100,3,mode=offset"), "8(1) 9(2)");
  EXPECT_EQ(offset.windows.at(0).position_offset, 100);
}

TEST(Plan, CutsADocumentToOneWindowIfTruncated) {
  EXPECT_EQ(drawn("slide-unweighted:4,2,truncate=1"), "1(1) 2(2) 3(3)");
}

TEST(Plan, SpreadsAnchorsEvenlyWithoutOverlap) {
  EXPECT_EQ(drawn("suffix:2,[4],anchors=1"), "4(4) 5(5) | 8(4) 9(5)");
  EXPECT_EQ(drawn("suffix:2,[4]"), "4(4) 5(5) | 6(4) 7(5) | 8(4) 9(5)");
}

TEST(Plan, GivesEverySuffixContextTheSameTargets) {
  std::map<int64_t, std::vector<int64_t>> by_context;
  const Plan made = plan(parse_protocol("suffix:3,[1,5,20],anchors=4"), {50, 22, 31});
  for (const Target& target : targets(made))
    by_context[made.windows[static_cast<size_t>(target.window)].asked].push_back(100 * target.document + target.index);
  EXPECT_EQ(by_context.at(1), by_context.at(5));
  EXPECT_EQ(by_context.at(1), by_context.at(20));
  EXPECT_EQ(made.dropped.size(), 1u);
}

// I4. The windows of a chunk plan include a last one of a single token, in which nothing can be scored.
TEST(Plan, ScoresEachTargetExactlyOnce) {
  for (const int64_t n : {2, 3, 9, 10, 31, 64, 65})
    for (const std::string text :
         {"slide:4,1", "slide:4,3", "slide:7,4", "slide:8,8", "lmeval:4", "lmeval:7", "chunk:4"}) {
      const Plan made = plan(parse_protocol(text), {n});
      std::map<int64_t, int64_t> times;
      for (const Target& target : targets(made)) ++times[target.index];
      for (const auto& [index, count] : times) EXPECT_EQ(count, 1) << text << " " << index;
      const int64_t expected = text.starts_with("lmeval")                         ? n
                               : text.starts_with("chunk") || text == "slide:8,8" ? n - std::ssize(made.windows)
                                                                                  : n - 1;
      EXPECT_EQ(std::ssize(times), expected) << text << " of " << n;
    }
}

// I1: same targets, same contexts, same windows, so bit-equal whatever the model.
TEST(Plan, SlidingByAWholeWindowIsChunking) {
  for (const int64_t n : {2, 8, 9, 10, 33})
    EXPECT_EQ(plan(parse_protocol("slide:4,4"), {n}).windows, plan(parse_protocol("chunk:4"), {n}).windows) << n;
}

// I5, as plans: equal but for the first window and a partial last one.
TEST(Plan, LmEvalIsChunkingWithACarriedToken) {
  const std::vector<Window> rolling = plan(parse_protocol("lmeval:4"), {18}).windows;
  const std::vector<Window> carried = plan(parse_protocol("chunk:4,carry=1"), {18}).windows;
  ASSERT_EQ(rolling.size(), carried.size());
  for (size_t w = 1; w + 1 < rolling.size(); ++w) EXPECT_EQ(rolling[w], carried[w]);
}

TEST(Plan, NeverShowsMoreThanTheWindow) {
  for (const std::string text : {"chunk:8", "chunk:8,carry=1", "chunk:8,bos=1", "slide:8,3,bos=1", "lmeval:8",
                                 "llamacpp:8,bos=1", "crop:8,3,[2,20]"})
    for (const Window& window : plan(parse_protocol(text), {45}).windows) EXPECT_LE(input_length(window), 8) << text;
}

TEST(Plan, DropsDocumentsWithoutTargetsAndSaysWhy) {
  const Plan made = plan(parse_protocol("chunk:4"), {0, 5, 1});
  ASSERT_EQ(made.dropped.size(), 2u);
  EXPECT_EQ(made.dropped[1].document, 2);
  EXPECT_EQ(made.dropped[1].reason, "< 2 tokens");
}

TEST(Plan, GathersValuesOfItsTargets) {
  const Plan made = plan(parse_protocol("chunk:2"), {4, 2});
  EXPECT_THAT(at_targets(made, {{10, 11, 12, 13}, {20, 21}}), ElementsAre(11, 13, 21));
  EXPECT_THROW(at_targets(made, {{10, 11, 12, 13}}), std::invalid_argument);
}

std::string message_of(std::string_view text, const std::vector<int64_t>& lengths) {
  try {
    plan(parse_protocol(text), lengths);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "no error";
}

TEST(Plan, RefusesWhatGivesNoTarget) {
  EXPECT_EQ(
      message_of("suffix:4,[8]", {3, 11}),
      "plan: protocol 'suffix:4,[8]' scores nothing: a document of at least 12 tokens is needed, the longest has 11");
  EXPECT_THAT(message_of("llamacpp:8", {15}), HasSubstr("at least 16 tokens is needed"));
  EXPECT_THAT(message_of("llamacpp:8,bos=1", {14}), HasSubstr("at least 15 tokens is needed"));
  EXPECT_THAT(message_of("position:8", {7}), HasSubstr("at least 8 tokens is needed"));
  EXPECT_THAT(message_of("chunk:8", {}), HasSubstr("the longest has 0"));
  EXPECT_EQ(message_of("chunk", {9}), "plan: protocol 'chunk' needs its length L");
  EXPECT_EQ(message_of("suffix:2", {9}), "plan: protocol 'suffix:2' needs its contexts C");
  EXPECT_EQ(message_of("llamacpp:4", {9, 9}), "plan: llamacpp reads one stream, got 2 documents");
}

}  // namespace
}  // namespace sextant::eval
