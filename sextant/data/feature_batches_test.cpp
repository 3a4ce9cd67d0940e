#include "sextant/data/feature_batches.h"

#include <gtest/gtest.h>

#include "tests/support/errors.h"

namespace sextant::data {
namespace {

FeatureExample example(int64_t rows, const std::vector<int64_t>& targets) {
  return {.features = torch::full({rows, 2}, static_cast<double>(rows)),
          .times = torch::arange(rows, torch::kFloat64) / 2,
          .targets = targets};
}

TEST(FeatureBatches, ArePaddedOnTheRight) {
  const Batch batch = batch_of({example(1, {4}), example(3, {5, 6})});
  EXPECT_TRUE(batch.features.equal(torch::tensor({{{1., 1.}, {0., 0.}, {0., 0.}}, {{3., 3.}, {3., 3.}, {3., 3.}}})));
  EXPECT_TRUE(batch.documents.equal(torch::tensor({{0, -1, -1}, {0, 0, 0}}, torch::kLong)));
  EXPECT_TRUE(batch.positions.equal(torch::tensor({{0., 0., 0.}, {0., 0.5, 1.}}, torch::kFloat64)));
  EXPECT_TRUE(batch.targets.equal(torch::tensor({{int64_t{4}, kIgnore}, {int64_t{5}, int64_t{6}}})));
  EXPECT_FALSE(batch.tokens.defined());
}

TEST(FeatureBatches, WithoutTimesOrTargetsHaveNone) {
  const Batch batch = batch_of({{.features = torch::ones({2, 3})}});
  EXPECT_FALSE(batch.positions.defined());
  EXPECT_TRUE(batch.targets.equal(torch::tensor({{kIgnore}})));
}

TEST(FeatureBatches, VisitEveryExampleOnceInAnEpoch) {
  std::vector<FeatureExample> examples;
  for (int64_t i = 0; i < 23; ++i) examples.push_back(example(1 + i % 5, {i}));
  const BatchAt batches = feature_batches(examples, 4, 9);
  std::vector<int64_t> seen;
  for (int64_t step = 0; step < 6; ++step) {
    const torch::Tensor targets = batches(step).targets.flatten();
    EXPECT_TRUE(targets.equal(batches(step).targets.flatten()));
    for (int64_t b = 0; b < targets.size(0); ++b) seen.push_back(targets[b].item<int64_t>());
  }
  std::ranges::sort(seen);
  for (int64_t i = 0; i < 23; ++i) EXPECT_EQ(seen[i], i);
  EXPECT_VALUE_ERROR(feature_batches(examples, 0, 9), "texts: batch must be at least 1, got 0");
}

}  // namespace
}  // namespace sextant::data
