#include "sextant/ops/positions.h"

#include <gtest/gtest.h>

#include "tests/support/errors.h"

namespace sextant {
namespace {

torch::Tensor integers(std::vector<int64_t> values) { return torch::tensor(values, torch::kInt64); }
torch::Tensor row(std::vector<int64_t> values) { return integers(std::move(values)).unsqueeze(0); }

TEST(Positions, AreTheOrderIfNothingElseIsSaid) {
  const Positions step{.first = 3, .count = 2};
  EXPECT_TRUE(torch::equal(position_ids(step), integers({3, 4})));
  EXPECT_TRUE(torch::equal(order(step), integers({3, 4})));
  EXPECT_TRUE(unit_spaced(step));
}

TEST(Positions, StartAgainInEachDocument) {
  const Positions packed{.count = 5, .documents = row({0, 0, 1, 1, 1}), .origin = row({0, 0, 2, 2, 2})};
  EXPECT_TRUE(torch::equal(position_ids(packed), row({0, 1, 0, 1, 2})));
}

TEST(Positions, OfPaddingAreThoseOfTheFirstToken) {
  const Positions padded{.count = 4, .documents = row({-1, -1, 0, 0}), .origin = row({2}), .shift = row({1})};
  EXPECT_TRUE(torch::equal(position_ids(padded), row({1, 1, 1, 2})));
}

TEST(Positions, AppendedAreThoseOfTheWhole) {
  const Positions whole{.count = 5, .documents = row({-1, 0, 0, 1, 1}), .origin = row({1, 1, 1, 3, 3})};
  for (int64_t split = 0; split <= 5; ++split) {
    const Positions both = append(slice(whole, 0, split), slice(whole, split, 5));
    EXPECT_EQ(both.count, 5);
    EXPECT_TRUE(torch::equal(both.documents, whole.documents)) << split;
    EXPECT_TRUE(torch::equal(position_ids(both), position_ids(whole))) << split;
  }
}

TEST(Positions, MissingPartsAreFilledWithWhatTheirAbsenceMeans) {
  const Positions padded{.count = 3, .documents = row({-1, 0, 0}), .origin = row({1})};
  const Positions both = append(padded, {.first = 3, .count = 1, .origin = row({1})});
  EXPECT_TRUE(torch::equal(both.documents, row({-1, 0, 0, 0})));
  EXPECT_TRUE(torch::equal(position_ids(both), row({0, 0, 1, 2})));
  EXPECT_EQ(both.origin.size(1), 1);
}

TEST(Positions, GivenIdsGoOnWithTheOrder) {
  const Positions axes{.count = 2, .ids = torch::tensor({{{0.0, 0.5}}, {{1.0, 1.5}}}, torch::kFloat64)};
  const Positions both = append(axes, {.first = 2, .count = 1, .shift = row({7})});
  EXPECT_FALSE(unit_spaced(both));
  EXPECT_TRUE(torch::equal(both.ids, torch::tensor({{{0.0, 0.5, 9.0}}, {{1.0, 1.5, 9.0}}}, torch::kFloat64)));
}

TEST(Positions, RefuseWhatCannotBe) {
  EXPECT_VALUE_ERROR(append({.count = 3}, {.first = 4, .count = 1}),
                     "positions: the next token is number 3, got first = 4");
  EXPECT_VALUE_ERROR(slice({.count = 3}, 2, 4), "positions: a slice of 3 tokens cannot be [2, 4)");
  EXPECT_VALUE_ERROR(check({.first = -1}), "positions: first must be at least 0, got -1");
  EXPECT_VALUE_ERROR(check({.count = -1}), "positions: count must be at least 0, got -1");
  EXPECT_VALUE_ERROR(check({.count = 2, .documents = row({0})}), "positions: documents must be [B, 2], got [1, 1]");
  EXPECT_VALUE_ERROR(check({.count = 2, .documents = torch::zeros({1, 2})}),
                     "positions: documents must be int64, got Float");
  EXPECT_VALUE_ERROR(check({.count = 2, .origin = row({0, 0, 0})}),
                     "positions: origin must be [B, 2] or [B, 1], got [1, 3]");
  EXPECT_VALUE_ERROR(check({.count = 2, .shift = row({0, 0})}), "positions: shift must be [B, 1], got [1, 2]");
  EXPECT_VALUE_ERROR(check({.count = 2, .ids = torch::zeros({2})}),
                     "positions: ids must be int64 or float64, got Float");
  EXPECT_VALUE_ERROR(check({.count = 2, .ids = integers({1})}),
                     "positions: ids must be [2], [B, 2] or [A, B, 2], got [1]");
}

}  // namespace
}  // namespace sextant
