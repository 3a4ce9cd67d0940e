#include "sextant/train/parallel/share.h"

#include <gtest/gtest.h>

#include "tests/support/errors.h"

namespace sextant::train {
namespace {

data::Batch batch_of(int64_t rows) {
  const torch::Tensor tokens = torch::arange(rows * 3).view({rows, 3});
  return {.tokens = tokens, .targets = tokens + 100};
}

TEST(Share, EachRowBelongsToOneRankInOrder) {
  for (const int64_t rows : {5, 6, 8}) {
    const data::Batch whole = batch_of(rows);
    std::vector<torch::Tensor> tokens, targets;
    for (int64_t rank = 0; rank < 3; ++rank) {
      const Share share = share_of(whole, rank, 3);
      EXPECT_EQ(share.weight, 1);
      tokens.push_back(share.batch.tokens);
      targets.push_back(share.batch.targets);
      EXPECT_FALSE(share.batch.documents.defined());
    }
    EXPECT_TRUE(torch::equal(torch::cat(tokens), whole.tokens)) << rows;
    EXPECT_TRUE(torch::equal(torch::cat(targets), whole.targets)) << rows;
  }
}

TEST(Share, OneRankTakesTheBatchItself) {
  const data::Batch whole = batch_of(2);
  EXPECT_TRUE(share_of(whole, 0, 1).batch.tokens.is_same(whole.tokens));
}

TEST(Share, ARankWithoutRowsKeepsCompanyWithARowThatDoesNotCount) {
  const data::Batch whole = batch_of(1);
  EXPECT_EQ(share_of(whole, 0, 2).weight, 0);
  EXPECT_EQ(share_of(whole, 1, 2).weight, 1);
  EXPECT_EQ(share_of(whole, 0, 2).batch.tokens.size(0), 1);
}

TEST(Share, PositionsFollowTheirRowsInEveryShape) {
  data::Batch whole = batch_of(4);
  const auto positions_of = [&](torch::Tensor positions) {
    whole.positions = std::move(positions);
    return share_of(whole, 1, 2).batch.positions;
  };
  const torch::Tensor line = torch::arange(3), rows = torch::arange(12).view({4, 3}),
                      axes = torch::arange(24).view({2, 4, 3});
  EXPECT_TRUE(torch::equal(positions_of(line), line));
  EXPECT_TRUE(torch::equal(positions_of(rows), rows.slice(0, 2)));
  EXPECT_TRUE(torch::equal(positions_of(axes), axes.slice(1, 2)));
}

TEST(Share, RefusesARankThatIsNone) {
  EXPECT_VALUE_ERROR(share_of(batch_of(2), 2, 2), "share_of: rank must be in [0, 2), got 2");
}

}  // namespace
}  // namespace sextant::train
