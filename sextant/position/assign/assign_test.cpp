#include <gtest/gtest.h>

#include "sextant/position/assign/packed.h"
#include "sextant/position/assign/randomized.h"
#include "sextant/position/assign/sequential.h"

#include "tests/support/errors.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {

AssignCall call_of(Positions plain, int64_t rows = 1, int64_t longest = 8) {
  const int64_t tokens = plain.first + plain.count;
  return {.tokens = torch::zeros({rows, tokens}, torch::kInt64),
          .plain = std::move(plain),
          .longest = longest,
          .phase = Phase::kTrain,
          .seed = 5};
}

TEST(Sequential, CountsAlongTheRow) {
  EXPECT_FALSE(Sequential({}).assign(call_of({.count = 3})).ids.defined()) << "still Toeplitz";
  const Positions shifted = Sequential({.first = 4}).assign(call_of({.first = 2, .count = 3}, 2));
  EXPECT_TRUE(torch::equal(position_ids(shifted), torch::tensor({{6, 7, 8}, {6, 7, 8}})));
  const Positions packed = packed_positions({{2, 1}});
  EXPECT_TRUE(torch::equal(position_ids(Sequential({}).assign(call_of(packed))), torch::tensor({0, 1, 2})));
}

TEST(Packed, PositionsRestartWithEachDocument) {
  const Positions packed = packed_positions({{1, 1, 3}, {4, 1}});
  EXPECT_TRUE(torch::equal(position_ids(packed), torch::tensor({{0, 0, 0, 1, 2}, {0, 1, 2, 3, 0}})));
  EXPECT_TRUE(torch::equal(packed.documents, torch::tensor({{0, 1, 2, 2, 2}, {0, 0, 0, 0, 1}})));
}

TEST(Packed, WorksOutOriginsFromDocuments) {
  const Positions packed = packed_positions({{1, 1, 3}, {4, 1}});
  Positions documents = packed;
  documents.origin = torch::Tensor();
  EXPECT_TRUE(torch::equal(Packed({}).assign(call_of(documents, 2)).origin, packed.origin));
  documents.first = 5;
  EXPECT_VALUE_ERROR(Packed({}).assign(call_of(documents, 2)),
                     "packed: origins are needed past the first call, got none at token 5");
}

TEST(Padded, CountsRealTokensAlone) {
  const Positions left = left_padded_positions({2, 4, 1});
  EXPECT_TRUE(torch::equal(position_ids(left), torch::tensor({{0, 0, 0, 1}, {0, 1, 2, 3}, {0, 0, 0, 0}})));
  EXPECT_TRUE(torch::equal(
      left.documents < 0,
      torch::tensor({{true, true, false, false}, {false, false, false, false}, {true, true, true, false}})));
  const Positions right = right_padded_positions({2, 4});
  EXPECT_TRUE(torch::equal(right.documents, torch::tensor({{0, 0, -1, -1}, {0, 0, 0, 0}})));
  Positions documents = left;
  documents.origin = torch::Tensor();
  EXPECT_TRUE(torch::equal(Padded({}).assign(call_of(documents, 3)).origin, left.origin));
}

TEST(Padded, RefusesPaddingInsideASequence) {
  const Positions torn{.count = 3, .documents = torch::tensor({{0, 0, 0}, {0, -1, 0}})};
  EXPECT_VALUE_ERROR(Padded({}).assign(call_of(torn, 2)),
                     "padded: padding may stand before or after a sequence, got some inside row 1");
}

TEST(PositionBuilders, RefuseListsThatFitNoBatch) {
  EXPECT_VALUE_ERROR(packed_positions({{2, 1}, {2}}), "positions: rows must have equally many tokens, got 3 and 2");
  EXPECT_VALUE_ERROR(packed_positions({{2, 0}}), "positions: every length must be at least 1, got 0");
  EXPECT_VALUE_ERROR(left_padded_positions({}), "positions: a batch needs at least 1 row, got 0");
}

TEST(Randomized, IsAscendingBelowItsEndAndAFunctionOfTheSeed) {
  const std::vector<int64_t> draw = sorted_draw(40, 100, 1, 0);
  ASSERT_EQ(draw.size(), 40U);
  EXPECT_TRUE(std::ranges::is_sorted(draw));
  EXPECT_EQ(std::ranges::adjacent_find(draw), draw.end());
  EXPECT_GE(draw.front(), 0);
  EXPECT_LT(draw.back(), 100);
  EXPECT_EQ(sorted_draw(40, 100, 1, 0), draw);
  EXPECT_NE(sorted_draw(40, 100, 2, 0), draw);
  EXPECT_NE(sorted_draw(40, 100, 1, 1), draw);
}

TEST(Randomized, OverItsWholeRangeIsPlain) {
  std::vector<int64_t> all(30);
  std::iota(all.begin(), all.end(), 0);
  EXPECT_EQ(sorted_draw(30, 30, 7, 0), all);
}

// 4000 draws of 3 from 12: each number is expected 1000 times, with a standard deviation of 27.
TEST(Randomized, HasUniformMarginals) {
  std::vector<int64_t> counts(12);
  for (uint64_t seed = 0; seed < 4000; ++seed)
    for (const int64_t n : sorted_draw(3, 12, seed, 0)) ++counts[static_cast<size_t>(n)];
  for (const int64_t count : counts) EXPECT_NEAR(static_cast<double>(count), 1000, 140);
}

TEST(Randomized, HandsOutTheSamePositionsHoweverTheSequenceIsSplit) {
  const Randomized randomized({.longest = 64});
  const torch::Tensor whole = position_ids(randomized.assign(call_of({.count = 8})));
  for (int64_t split = 0; split < 8; ++split) {
    const torch::Tensor rest = position_ids(randomized.assign(call_of({.first = split, .count = 8 - split})));
    EXPECT_TRUE(torch::equal(rest, whole.slice(0, split))) << split;
  }
  const Positions padded = left_padded_positions({5, 8});
  const torch::Tensor rows = position_ids(randomized.assign(call_of(padded, 2)));
  EXPECT_TRUE(torch::equal(rows[0].slice(0, 3), whole.slice(0, 0, 5)));
}

TEST(Randomized, DrawsOnceABatchOrOnceASequence) {
  EXPECT_EQ(Randomized({.longest = 64}).assign(call_of({.count = 8}, 3)).ids.dim(), 1);
  const torch::Tensor rows =
      Randomized({.longest = 64, .per = DrawPer::kSequence}).assign(call_of({.count = 8}, 3)).ids;
  ASSERT_EQ(rows.sizes(), (std::vector<int64_t>{3, 8}));
  EXPECT_FALSE(torch::equal(rows[0], rows[1]));
}

TEST(Randomized, DrawsAtTestUnlessToldOtherwise) {
  AssignCall test = call_of({.count = 8});
  test.phase = Phase::kTest;
  EXPECT_TRUE(Randomized({.longest = 64}).assign(test).ids.defined());
  EXPECT_FALSE(Randomized({.longest = 64, .when = DrawWhen::kTrain}).assign(test).ids.defined());
}

TEST(Randomized, RefusesSequencesLongerThanItsRange) {
  EXPECT_VALUE_ERROR(Randomized({.longest = 4}).assign(call_of({.count = 5}, 1, 5)),
                     "randomized: longest must be at least the 5 tokens of a sequence, got 4");
  EXPECT_VALUE_ERROR(Randomized({.longest = 0}), "randomized: longest must be at least 1, got 0");
}

}  // namespace
}  // namespace sextant::position
