#include "sextant/io/idx.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "sextant/io/file.h"

#include "tests/support/gzipped.h"
#include "tests/support/message_of.h"

namespace sextant::io {
namespace {

using sextant::testing::gzipped;
using sextant::testing::message_of;

/// The header of an IDX file of bytes, big-endian.
std::string header(std::initializer_list<uint32_t> sizes, char type = 8) {
  std::string bytes = {0, 0, type, static_cast<char>(sizes.size())};
  for (const uint32_t size : sizes)
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(size >> shift & 0xff);
  return bytes;
}

std::string fault(const std::string& bytes) {
  return message_of<std::runtime_error>([&] { parse_idx(bytes, "x"); });
}

TEST(Idx, SizesAndElementsComeInOrder) {
  const std::string file = header({2, 3}) + "abcdef";
  for (const std::string& bytes : {file, gzipped(file)}) {
    const IdxArray array = parse_idx(bytes, "x");
    EXPECT_EQ(array.shape, (std::vector<int64_t>{2, 3}));
    EXPECT_EQ(std::string(array.values.begin(), array.values.end()), "abcdef");
  }
}

TEST(Idx, TheFilesOfMnistAreRead) {
  const char* folder = std::getenv("SEXTANT_DATA");
  const std::string path = std::string(folder == nullptr ? "" : folder) + "/mnist/test-images-idx3-ubyte.gz";
  if (folder == nullptr || !std::filesystem::exists(path)) GTEST_SKIP() << "SEXTANT_DATA names no folder with mnist";
  const IdxArray array = read_idx(path);
  EXPECT_EQ(array.shape, (std::vector<int64_t>{1000, 28, 28}));
}

TEST(Idx, OtherFilesAreRefused) {
  EXPECT_EQ(fault(""), "x: is no IDX file: it holds 0 bytes");
  EXPECT_EQ(fault("PK.."), "x: is no IDX file: it begins with 50 4b, not with 00 00");
  EXPECT_EQ(fault(header({1}, 13) + "a"), "x: elements must be unsigned bytes (type 8), got type 13");
  EXPECT_EQ(fault(header({})), "x: axes must be 1 to 8, got 0");
  EXPECT_EQ(fault(header({1, 1, 1, 1, 1, 1, 1, 1, 1}) + "a"), "x: axes must be 1 to 8, got 9");
  EXPECT_EQ(fault(header({2, 3}).substr(0, 9)), "x: is cut off inside its header of 12 bytes");
  EXPECT_EQ(fault(header({2, 0})), "x: holds nothing: the size of axis 2 is 0");
}

TEST(Idx, SizesMustBeThoseOfTheFile) {
  EXPECT_EQ(fault(header({2, 3}) + "abcde"), "x: is cut off: its header promises 18 bytes, 17 are there");
  EXPECT_EQ(fault(header({2, 3}) + "abcdefg"), "x: holds more than the 18 bytes its header promises");
  EXPECT_EQ(fault(gzipped(header({2, 3}) + "abcde")), "x: is cut off: its header promises 18 bytes, 17 are there");
  EXPECT_EQ(fault(gzipped(header({2, 3}) + "abcdefg")), "x: holds more than the 18 bytes its header promises");
}

TEST(Idx, AHeaderCannotAskForMoreThanTheFileCanHold) {
  const std::string promise = "x: is cut off: its sizes promise more bytes than a file of this length can hold";
  EXPECT_EQ(fault(header({60000, 28, 28})), promise);
  EXPECT_EQ(fault(gzipped(header({60000, 28, 28}))), promise);
  EXPECT_EQ(fault(header({0xffffffff, 0xffffffff, 0xffffffff})), promise);
}

}  // namespace
}  // namespace sextant::io
