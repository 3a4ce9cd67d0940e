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

double bytes_of(const MemoryOptions& options, const std::string& spec) {
  return static_cast<double>(encoding_memory(options, {spec}, {}).rows.back().bytes);
}

TEST(EncodingMemory, OfADenseBiasIsANumberForEveryHeadQueryAndKeyAtLeast) {
  constexpr double kFloat = 4;
  const auto pairs = static_cast<double>(kSmall.heads * kSmall.block * kSmall.tokens);
  EXPECT_GE(bytes_of(kSmall, "fire") - bytes_of(kSmall, "nope"), kFloat * pairs);
}

// Where scores are made for every pair, what is held grows as the pairs do.
TEST(EncodingMemory, GrowsWithTheBlock) {
  MemoryOptions twice = kSmall;
  twice.block *= 2;
  for (const char* spec : {"alibi", "kerple", "fire"})
    EXPECT_NEAR(bytes_of(twice, spec) / bytes_of(kSmall, spec), 2, 0.2) << spec;
}

TEST(EncodingMemory, RefusesFewerTokensThanABlock) {
  MemoryOptions none = kSmall;
  none.tokens = 10;
  try {
    encoding_memory(none, {}, {});
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.facts().code, "E-USAGE-VALUE");
    EXPECT_STREQ(failure.what(), "tokens must be at least a block of 64, got 10");
  }
}

}  // namespace
}  // namespace sextant::tasks
