// Masks against the rule written out per pair, and their meeting.
#include <gtest/gtest.h>

#include "sextant/ops/attention.h"

#include "tests/support/errors.h"

namespace sextant {
namespace {

AttentionProblem problem_of(const Positions& queries, const Positions& keys, const Mask& mask) {
  AttentionProblem problem{.q = torch::zeros({1, 1, queries.count, 1}),
                           .k = torch::zeros({1, 1, keys.count, 1}),
                           .v = torch::zeros({1, 1, keys.count, 1})};
  problem.queries = queries;
  problem.keys = keys;
  problem.mask = mask;
  return problem;
}

/// Rows of 1 (seen) and 0, one text a query.
std::vector<std::string> drawn(const AttentionProblem& problem) {
  const torch::Tensor seen = visible(problem)[0][0].contiguous();
  std::vector<std::string> rows;
  for (int64_t i = 0; i < seen.size(0); ++i) {
    rows.emplace_back();
    for (int64_t j = 0; j < seen.size(1); ++j) rows.back() += seen[i][j].item<bool>() ? '1' : '0';
  }
  return rows;
}

using Rows = std::vector<std::string>;

TEST(Mask, CausalShowsTheQueryItselfAndWhatCameBefore) {
  EXPECT_EQ(drawn(problem_of({.count = 3}, {.count = 3}, {.causal = true})), (Rows{"100", "110", "111"}));
}

TEST(Mask, CachedTokensComeBefore) {
  EXPECT_EQ(drawn(problem_of({.first = 2, .count = 2}, {.count = 4}, {.causal = true})), (Rows{"1110", "1111"}));
}

TEST(Mask, WindowCountsTheQueryItself) {
  EXPECT_EQ(drawn(problem_of({.count = 4}, {.count = 4}, {.causal = true, .window = 2})),
            (Rows{"1000", "1100", "0110", "0011"}));
  EXPECT_EQ(drawn(problem_of({.count = 4}, {.count = 4}, {.window = 2})), (Rows{"1100", "1110", "0111", "0011"}));
}

TEST(Mask, WindowNeverHidesSinks) {
  EXPECT_EQ(drawn(problem_of({.count = 4}, {.count = 4}, {.causal = true, .window = 1, .sinks = 1})),
            (Rows{"1000", "1100", "1010", "1001"}));
}

TEST(Mask, ChunksBeginWithTheDocument) {
  const Positions padded{.count = 5,
                         .documents = torch::tensor({{-1, 0, 0, 0, 0}}, torch::kInt64),
                         .origin = torch::tensor({{1}}, torch::kInt64)};
  EXPECT_EQ(drawn(problem_of(padded, padded, {.causal = true, .chunk = 2})),
            (Rows{"00000", "01000", "01100", "00010", "00011"}));
}

TEST(Mask, DocumentsSeeThemselvesOnlyAndPaddingNothing) {
  const Positions packed{.count = 5, .documents = torch::tensor({{0, 0, 1, 1, -1}}, torch::kInt64)};
  EXPECT_EQ(drawn(problem_of(packed, packed, {})), (Rows{"11000", "11000", "00110", "00110", "00000"}));
}

TEST(Mask, QueriesWithoutDocumentsSeeEveryRealKey) {
  const Positions source{.count = 3, .documents = torch::tensor({{4, 5, -1}}, torch::kInt64)};
  EXPECT_EQ(drawn(problem_of({.count = 2}, source, {})), (Rows{"110", "110"}));
}

TEST(Mask, SaysNothingIfAllIsSeen) {
  EXPECT_FALSE(visible(problem_of({.count = 3}, {.count = 3}, {})).defined());
  EXPECT_FALSE(visible(problem_of({.first = 2, .count = 1}, {.count = 3}, {.causal = true, .window = 3})).defined());
}

TEST(Mask, MeetingTakesTheSmallerWindowWithItsSinks) {
  const Mask both = Mask{.causal = true, .window = 8, .sinks = 4} & Mask{.window = 5, .sinks = 1, .chunk = 6};
  EXPECT_TRUE(both.causal);
  EXPECT_EQ(both.window, 5);
  EXPECT_EQ(both.sinks, 1);
  EXPECT_EQ(both.chunk, 6);
  EXPECT_EQ((Mask{.chunk = 4} & Mask{.chunk = 12}).chunk, 4);
}

TEST(Mask, RefusesWhatCannotBe) {
  const auto with = [](const Mask& mask) { return visible(problem_of({.count = 2}, {.count = 2}, mask)); };
  EXPECT_VALUE_ERROR(with({.window = 0}), "mask: window must be at least 1, got 0");
  EXPECT_VALUE_ERROR(with({.chunk = 0}), "mask: chunk must be at least 1, got 0");
  EXPECT_VALUE_ERROR(with({.sinks = -1}), "mask: sinks must be at least 0, got -1");
  EXPECT_VALUE_ERROR((Mask{.chunk = 4} & Mask{.chunk = 6}),
                     "mask: of two chunks one must divide the other, got 4 and 6");
}

}  // namespace
}  // namespace sextant
