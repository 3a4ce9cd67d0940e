#include "sextant/text/read_text.h"

#include <gtest/gtest.h>

#include "sextant/io/file.h"

#include "tests/support/message_of.h"
#include "tests/support/temporary_folder.h"

namespace sextant::text {
namespace {

std::string refusal(const std::string& bytes, int64_t at_least = 2) {
  return testing::message_of<std::runtime_error>([&] { checked_text(bytes, "a.txt", at_least); });
}

TEST(ReadText, DropsAByteOrderMarkAndNothingElse) {
  EXPECT_EQ(checked_text("\xef\xbb\xbfz\r\né", "a.txt"), "z\r\né");
  EXPECT_EQ(checked_text("a\xef\xbb\xbf", "a.txt"), "a\xef\xbb\xbf");
}

TEST(ReadText, SaysWhereTheTextBreaks) {
  EXPECT_EQ(refusal("ab\nc\xc3("), "a.txt:2:2: invalid UTF-8, bytes 0xC3 0x28");
  EXPECT_EQ(refusal(std::string("PK\3\0\0", 5)), "a.txt:1:4: NUL byte, so this is binary and not text");
  EXPECT_EQ(refusal("\xff\xfeh"), "a.txt:1:1: invalid UTF-8, bytes 0xFF");  // UTF-16 with its mark
}

TEST(ReadText, NeedsSomethingToReadAndSomethingToPredict) {
  EXPECT_EQ(refusal(""), "a.txt: is empty");
  EXPECT_EQ(refusal("\xef\xbb\xbf"), "a.txt: is empty");
  EXPECT_EQ(refusal("é"), "a.txt: has 1 character, at least 2 are needed");
  EXPECT_EQ(refusal("abc", 64), "a.txt: has 3 characters, at least 64 are needed");
  EXPECT_EQ(checked_text("é", "a.txt", 1), "é");
  EXPECT_EQ(checked_text("", "a.txt", 0), "");
}

TEST(ReadText, NamesTheFile) {
  const testing::TemporaryFolder folder;
  io::write_file_atomic(folder / "a.txt", "h\xc3\xa9");
  EXPECT_EQ(read_text(folder / "a.txt"), "hé");
  EXPECT_EQ(testing::message_of<std::runtime_error>([&] { read_text(folder / "b.txt"); }),
            (folder / "b.txt").string() + ": cannot be read: No such file or directory");
}

}  // namespace
}  // namespace sextant::text
