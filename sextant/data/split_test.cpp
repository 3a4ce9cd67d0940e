#include "sextant/data/split.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace sextant::data {
namespace {

using testing::ElementsAre;

std::string message_of(int64_t n, int64_t folds, int64_t fold, int64_t gap) {
  try {
    split_blocks(n, folds, fold, gap);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "no error";
}

TEST(Split, HoldsOutOneBlockAndTakesTheGapOffTraining) {
  const Split middle = split_blocks(100, 5, 2, 10);
  EXPECT_THAT(middle.test, ElementsAre(Span{40, 60}));
  EXPECT_THAT(middle.train, ElementsAre(Span{0, 30}, Span{70, 100}));
}

TEST(Split, HasAGapOnOneSideOnlyAtTheEnds) {
  EXPECT_THAT(split_blocks(100, 5, 0, 10).train, ElementsAre(Span{30, 100}));
  EXPECT_THAT(split_blocks(100, 5, 4, 10).train, ElementsAre(Span{0, 70}));
}

TEST(Split, TilesTheTextWithTheBlocksOfAllFolds) {
  int64_t end = 0;
  for (int64_t fold = 0; fold < 7; ++fold) {
    const Span block = split_blocks(1003, 7, fold, 5).test.at(0);
    EXPECT_EQ(block.begin, end);
    end = block.end;
  }
  EXPECT_EQ(end, 1003);
}

TEST(Split, KeepsEveryTrainingTokenFurtherThanTheGapFromTheTest) {
  for (int64_t fold = 0; fold < 4; ++fold) {
    const Split split = split_blocks(403, 4, fold, 17);
    const Span test = split.test.at(0);
    for (const Span& span : split.train) EXPECT_TRUE(span.end + 17 <= test.begin || span.begin >= test.end + 17);
  }
}

TEST(Split, SplitsATrainingPartAgainAcrossItsHole) {
  const Split inner = split_spans({{0, 30}, {70, 100}}, 3, 1, 5);
  EXPECT_THAT(inner.test, ElementsAre(Span{20, 30}, Span{70, 80}));
  EXPECT_THAT(inner.train, ElementsAre(Span{0, 15}, Span{85, 100}));
  EXPECT_EQ(size_of(inner.test), 20);
}

TEST(Split, RefusesATextThatIsTooShortAndSaysTheNumbers) {
  EXPECT_EQ(message_of(100, 5, 0, 20),
            "split: a text of 100 tokens is too short for 5 folds with a gap of 20: a fold holds 20 tokens, more than "
            "the gap are needed");
  EXPECT_EQ(message_of(3, 2, 0, 0), "no error");
}

TEST(Split, RefusesFoldsThatAreNone) {
  EXPECT_EQ(message_of(100, 1, 0, 0), "split: folds must be at least 2, got 1");
  EXPECT_EQ(message_of(100, 2, 2, 0), "split: fold must be in [0, 2), got 2");
  EXPECT_EQ(message_of(100, 2, 0, -1), "split: gap must be at least 0, got -1");
}

}  // namespace
}  // namespace sextant::data
