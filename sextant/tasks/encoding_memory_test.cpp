#include "sextant/tasks/encoding_memory.h"

#include <gtest/gtest.h>
#include <torch/types.h>

#include "sextant/tasks/failure.h"
#include "sextant/tasks/peak_memory.h"

namespace sextant::tasks {
namespace {

constexpr MemoryOptions kSmall{.tokens = 2048, .block = 64, .heads = 2, .head_channels = 8};

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

// What the slope says of a block twice as large is what that takes.
TEST(EncodingMemory, GrowsWithPairsAsItsSlopeSays) {
  MemoryOptions twice = kSmall;
  twice.block *= 2;
  for (const MemoryRow& row : encoding_memory(kSmall, {"alibi", "kerple", "fire", "rope"}, {}).rows) {
    const auto measured = static_cast<double>(block_memory(twice, row.spec).whole);
    const double carried_on =
        static_cast<double>(row.measured.whole) + row.by_pair * static_cast<double>(kSmall.block * kSmall.tokens);
    EXPECT_NEAR(carried_on / measured, 1, 0.05) << row.spec;
  }
}

TEST(EncodingMemory, OfADenseBiasIsANumberForEveryHeadQueryAndKeyAtLeast) {
  const MemoryResult result = encoding_memory(kSmall, {"fire"}, {});
  constexpr double kBytes = 4;
  EXPECT_GE(result.rows[1].by_pair, kBytes * static_cast<double>(kSmall.heads));
  EXPECT_LT(result.rows[0].by_pair, result.rows[1].by_pair);
}

TEST(EncodingMemory, RefusesFewerTokensThanTwoBlocks) {
  MemoryOptions none = kSmall;
  none.tokens = 100;
  try {
    encoding_memory(none, {}, {});
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.facts().code, "E-USAGE-VALUE");
    EXPECT_STREQ(failure.what(), "tokens must be at least two blocks of an even number, got 100 and blocks of 64");
  }
}

}  // namespace
}  // namespace sextant::tasks
