#include "sextant/tasks/encoding_memory.h"

#include <gtest/gtest.h>
#include <torch/types.h>

#include "sextant/tasks/failure.h"
#include "sextant/tasks/peak_memory.h"

namespace sextant::tasks {
namespace {

constexpr MemoryOptions kSmall{.tokens = 4096, .block = 64, .heads = 2, .head_channels = 8};

TEST(PeakMemory, CountsWhatIsHeldAtOnceAndNotWhatIsFreedBefore) {
  PeakMemory memory;
  const torch::Tensor kept = torch::zeros({1000});
  memory.restart();
  { const torch::Tensor gone = torch::zeros({3000}); }
  const torch::Tensor other = torch::zeros({2000});
  EXPECT_EQ(memory.bytes(), 3000 * 4);
  memory.restart();
  EXPECT_EQ(memory.bytes(), 0);
}

// What is computed for a size is what that size takes: a third one, twice as far, where the plane was not measured.
TEST(EncodingMemory, FollowsFromSmallerSizes) {
  const MemoryResult result = encoding_memory(kSmall, {"alibi", "kerple", "fire", "rope"}, {});
  ASSERT_EQ(result.rows.size(), 5u);
  for (const MemoryRow& row : result.rows) {
    const auto measured = static_cast<double>(layer_bytes(kSmall, row.spec, kSmall.block, kSmall.tokens));
    EXPECT_NEAR(row.block_bytes / measured, 1, 0.02) << row.spec;
  }
}

TEST(EncodingMemory, OfADenseBiasIsANumberForEveryHeadQueryAndKeyAtLeast) {
  const MemoryResult result = encoding_memory(kSmall, {"fire"}, {});
  constexpr double kBytes = 4;
  EXPECT_GE(result.rows[1].plane.by_pair, kBytes * static_cast<double>(kSmall.heads));
  EXPECT_LT(result.rows[0].plane.by_pair, result.rows[1].plane.by_pair);
}

TEST(EncodingMemory, RefusesSizesBelowOne) {
  MemoryOptions none = kSmall;
  none.tokens = 0;
  try {
    encoding_memory(none, {}, {});
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.facts().code, "E-USAGE-VALUE");
    EXPECT_STREQ(failure.what(), "tokens must be at least 1, got 0");
  }
}

}  // namespace
}  // namespace sextant::tasks
