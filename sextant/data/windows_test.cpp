#include "sextant/data/windows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/support/refusal.h"

namespace sextant::data {
namespace {

using ::testing::HasSubstr;

/// A text whose token at place i is i.
torch::Tensor counting(int64_t n) { return torch::arange(n); }

/// First tokens of the windows of `steps` batches.
std::vector<int64_t> begins(const BatchAt& batches, int64_t steps) {
  std::vector<int64_t> found;
  for (int64_t step = 0; step < steps; ++step) {
    const torch::Tensor first = batches(step).tokens.select(1, 0);
    for (int64_t b = 0; b < first.size(0); ++b) found.push_back(first[b].item<int64_t>());
  }
  return found;
}

TEST(Windows, AskForTheNextToken) {
  const Batch batch = window_batches(counting(100), {{0, 100}}, 8, 3, 1)(0);
  EXPECT_EQ(batch.tokens.sizes(), (std::vector<int64_t>{3, 8}));
  EXPECT_TRUE(batch.targets.equal(batch.tokens + 1));
}

TEST(Windows, AreAPureFunctionOfTheStep) {
  const BatchAt once = window_batches(counting(1000), {{0, 1000}}, 8, 4, 7);
  const BatchAt again = window_batches(counting(1000), {{0, 1000}}, 8, 4, 7);
  once(0);
  EXPECT_TRUE(once(123).tokens.equal(again(123).tokens));
}

TEST(Windows, DifferByTheSeed) {
  EXPECT_NE(begins(window_batches(counting(1000), {{0, 1000}}, 8, 4, 1), 5),
            begins(window_batches(counting(1000), {{0, 1000}}, 8, 4, 2), 5));
}

TEST(Windows, VisitEveryWindowOnceAnEpochWithoutOverlap) {
  const std::vector<Span> train = {{0, 50}, {70, 111}};
  const int64_t windows = windows_per_epoch(train, 8);
  EXPECT_EQ(windows, 5 + 4);
  const std::vector<int64_t> found = begins(window_batches(counting(120), train, 8, 1, 3), windows);
  std::set<int64_t> tokens;
  for (const int64_t begin : found)
    for (int64_t t = begin; t < begin + 8; ++t) EXPECT_TRUE(tokens.insert(t).second) << t;
}

TEST(Windows, StayInsideTheirSpansInAllEpochs) {
  const std::vector<Span> train = {{3, 20}, {40, 49}, {60, 64}};
  for (const int64_t begin : begins(window_batches(counting(70), train, 8, 1, 5), 300))
    EXPECT_TRUE((begin >= 3 && begin + 9 <= 20) || begin == 40) << begin;
}

TEST(Windows, BeginElsewhereInTheNextEpoch) {
  const BatchAt batches = window_batches(counting(1000), {{0, 1000}}, 50, 1, 9);
  std::set<int64_t> offsets;
  for (const int64_t begin : begins(batches, 20 * windows_per_epoch({{0, 1000}}, 50))) offsets.insert(begin % 50);
  EXPECT_GT(std::ssize(offsets), 10);
}

TEST(Windows, RefuseWhatCannotBeCut) {
  EXPECT_THAT(
      testing::refusal_of([] {
        window_batches(counting(10), {{0, 10}}, 10, 1, 0);
      }),
      HasSubstr("windows: a window needs 11 tokens of text in one piece, the training part has 10 in 1 pieces"));
  EXPECT_THAT(testing::refusal_of([] {
                window_batches(counting(10), {{0, 11}}, 2, 1, 0);
              }),
              HasSubstr("spans must lie inside [0, 10), got [0, 11)"));
  EXPECT_THAT(testing::refusal_of([] {
                window_batches(counting(10), {{0, 10}}, 0, 1, 0);
              }),
              HasSubstr("length must be at least 1, got 0"));
  EXPECT_THAT(testing::refusal_of([] {
                window_batches(counting(10), {{0, 10}}, 2, 0, 0);
              }),
              HasSubstr("batch must be at least 1, got 0"));
  EXPECT_THAT(testing::refusal_of([] {
                window_batches(torch::zeros({2, 5}), {{0, 5}}, 2, 1, 0);
              }),
              HasSubstr("tokens must be int64 [n]"));
}

}  // namespace
}  // namespace sextant::data
