#include "sextant/tasks/compare/length_map.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sextant::tasks {
namespace {

LengthRow row(const char* family, int64_t length, double bits) {
  return {.family = family, .length = length, .nats = {}, .bits_per_byte = {.mean = bits, .low = bits, .high = bits}};
}

TEST(LengthMap, HasARowAnEncodingAndAColumnALengthAndNoNumberWhereOneIsRefused) {
  CompareSummary summary = {};
  summary.arms.resize(2);
  summary.arms[0].name = "rope";
  summary.arms[0].rows = {row("slide", 64, 2), row("slide", 32, 1), row("suffix", 32, 9)};
  summary.arms[1].name = "learned";
  summary.arms[1].rows = {row("slide", 32, 3)};
  const report::HeatMap map = length_map(summary, "slide");
  EXPECT_NO_THROW(report::check(map));
  EXPECT_EQ(map.rows.names, (std::vector<std::string>{"rope", "learned"}));
  EXPECT_EQ(map.columns.names, (std::vector<std::string>{"32", "64"}));
  ASSERT_EQ(map.values.size(), 4u);
  EXPECT_EQ(map.values[0], 1);
  EXPECT_EQ(map.values[1], 2);
  EXPECT_EQ(map.values[2], 3);
  EXPECT_TRUE(std::isnan(map.values[3]));
}

}  // namespace
}  // namespace sextant::tasks
