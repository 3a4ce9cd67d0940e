#include "sextant/io/cifar.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "tests/support/message_of.h"

namespace sextant::io {
namespace {

using sextant::testing::message_of;

std::string record(char label, char pixel) { return std::string(1, label) + std::string(kCifarPixels, pixel); }

std::string fault(const std::string& bytes) {
  return message_of<std::runtime_error>([&] { parse_cifar(bytes, "x.bin"); });
}

TEST(Cifar, RecordsAreALabelAndAPictureEach) {
  const CifarRecords records = parse_cifar(record(3, 'a') + record(9, 'b'), "x.bin");
  EXPECT_EQ(records.labels, (std::vector<uint8_t>{3, 9}));
  ASSERT_EQ(records.pixels.size(), 2 * kCifarPixels);
  EXPECT_EQ(records.pixels[kCifarPixels - 1], 'a');
  EXPECT_EQ(records.pixels[kCifarPixels], 'b');
}

TEST(Cifar, WhatIsNotWholeRecordsIsRefused) {
  EXPECT_EQ(fault(""), "x.bin: must be records of 3073 bytes, found 0 and 0 bytes more");
  EXPECT_EQ(fault(record(1, 'a') + "bc"), "x.bin: must be records of 3073 bytes, found 1 and 2 bytes more");
  EXPECT_EQ(fault(record(1, 'a') + record(10, 'a')), "x.bin: record 2: label must be 0 to 9, found 10");
}

}  // namespace
}  // namespace sextant::io
