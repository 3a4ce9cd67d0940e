#include "sextant/io/gzip.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "tests/support/gzipped.h"
#include "tests/support/message_of.h"

namespace sextant::io {
namespace {

using sextant::testing::gzipped;
using sextant::testing::message_of;

constexpr size_t kAll = size_t{1} << 30;

std::string counting(size_t size) {
  std::string bytes(size, '\0');
  for (size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * i % 251);
  return bytes;
}

std::string fault(const std::string& bytes) {
  return message_of<std::runtime_error>([&] { gunzip(bytes, "x.gz", kAll); });
}

TEST(Gzip, WhatWasPackedComesOut) {
  for (const size_t size : {size_t{0}, size_t{1}, size_t{65535}, size_t{65536}, size_t{65537}, size_t{300000}})
    EXPECT_EQ(gunzip(gzipped(counting(size)), "x.gz", kAll), counting(size)) << size;
}

TEST(Gzip, MembersFollowEachOther) { EXPECT_EQ(gunzip(gzipped("ab") + gzipped("") + gzipped("c"), "x", kAll), "abc"); }

TEST(Gzip, NoMoreIsUnpackedThanWasAskedFor) {
  EXPECT_EQ(gunzip(gzipped(counting(100000)), "x.gz", 10), counting(10));
  EXPECT_EQ(gunzip(gzipped(counting(10)), "x.gz", 10), counting(10));
}

TEST(Gzip, DamagedFilesAreRefused) {
  const std::string whole = gzipped(counting(1000));
  EXPECT_EQ(fault("plain"), "x.gz: is no gzip file");
  EXPECT_EQ(fault(whole + "tail"), "x.gz: goes on after its gzip data");
  EXPECT_EQ(fault(whole.substr(0, whole.size() - 4)), "x.gz: is cut off: 1000 bytes could be unpacked");
  EXPECT_EQ(fault(whole.substr(0, 5)), "x.gz: is cut off: 0 bytes could be unpacked");
  std::string changed = whole;
  changed[whole.size() - 6] ^= 1;  // the check sum
  EXPECT_EQ(fault(changed), "x.gz: is damaged: incorrect data check");
}

}  // namespace
}  // namespace sextant::io
