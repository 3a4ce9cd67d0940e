#include "sextant/text/utf8.h"

#include <gtest/gtest.h>

#include "tests/support/message_of.h"

namespace sextant::text {
namespace {

/// "OFFSET:ROW:COLUMN: what", or "valid".
std::string fault_of(std::string_view text) {
  const std::optional<Utf8Fault> fault = first_fault(text);
  if (!fault) return "valid";
  return std::to_string(fault->offset) + ":" + std::to_string(fault->place.row) + ":" +
         std::to_string(fault->place.column) + ": " + fault->what;
}

// The oracle is the arithmetic of RFC 3629, section 3, not this room's own decoder.
std::string encoded(uint32_t c) {
  const auto byte = [](uint32_t bits) { return static_cast<char>(bits); };
  if (c < 0x80) return {byte(c)};
  if (c < 0x800) return {byte(0xc0 + c / 64), byte(0x80 + c % 64)};
  if (c < 0x10000) return {byte(0xe0 + c / 4096), byte(0x80 + c / 64 % 64), byte(0x80 + c % 64)};
  return {byte(0xf0 + c / 262144), byte(0x80 + c / 4096 % 64), byte(0x80 + c / 64 % 64), byte(0x80 + c % 64)};
}

TEST(Utf8, EveryCodePointIsReadAndWrittenAndNoSurrogateIs) {
  for (uint32_t c = 1; c <= 0x110100; ++c) {
    const std::string bytes = encoded(c);
    const bool is_character = c <= 0x10ffff && (c < 0xd800 || c > 0xdfff);
    ASSERT_EQ(!first_fault(bytes), is_character) << code_point_name(c);
    if (!is_character) continue;
    std::string_view rest = bytes;
    const CodePoint read = next_code_point(rest);
    ASSERT_TRUE(read.value == c && read.bytes == bytes && rest.empty()) << code_point_name(c);
    ASSERT_EQ(utf8_of(c), bytes);
  }
}

// The longer forms of "/" (U+002F), U+07FF and U+FFFF: RFC 3629, section 10.
TEST(Utf8, OverlongFormsAreRefused) {
  EXPECT_EQ(fault_of("\xc0\xaf"), "0:1:1: invalid UTF-8, bytes 0xC0");
  EXPECT_EQ(fault_of("\xc1\xbf"), "0:1:1: invalid UTF-8, bytes 0xC1");
  EXPECT_EQ(fault_of("\xe0\x9f\xbf"), "0:1:1: invalid UTF-8, bytes 0xE0 0x9F");
  EXPECT_EQ(fault_of("\xf0\x8f\xbf\xbf"), "0:1:1: invalid UTF-8, bytes 0xF0 0x8F");
}

TEST(Utf8, SurrogatesAndWhatLiesAboveAreRefused) {
  EXPECT_EQ(fault_of("\xed\xa0\x80"), "0:1:1: invalid UTF-8, bytes 0xED 0xA0");
  EXPECT_EQ(fault_of("\xf4\x90\x80\x80"), "0:1:1: invalid UTF-8, bytes 0xF4 0x90");
  EXPECT_EQ(fault_of("\xff"), "0:1:1: invalid UTF-8, bytes 0xFF");
}

TEST(Utf8, FaultsSayWhereTheyStand) {
  EXPECT_EQ(fault_of("a\xc3("), "1:1:2: invalid UTF-8, bytes 0xC3 0x28");
  EXPECT_EQ(fault_of("one\ntwo é\x80"), "10:2:6: invalid UTF-8, bytes 0x80");
  EXPECT_EQ(fault_of("é\n\xe2\x82"), "3:2:1: invalid UTF-8, bytes 0xE2 0x82");
  EXPECT_EQ(fault_of(std::string_view("a\nb\0c", 5)), "3:2:2: NUL byte, so this is binary and not text");
  EXPECT_EQ(fault_of(""), "valid");
}

TEST(Utf8, PlacesCountCodePoints) {
  EXPECT_EQ(place_of("", 0), (Place{.row = 1, .column = 1}));
  EXPECT_EQ(place_of("aé€z", 6), (Place{.row = 1, .column = 4}));
  EXPECT_EQ(place_of("a\n\nb", 3), (Place{.row = 3, .column = 1}));
  EXPECT_EQ(code_points("aé€😀"), 4);
}

TEST(Utf8, NamesCodePointsAsTheStandardDoes) {
  EXPECT_EQ(code_point_name(U'é'), "U+00E9");
  EXPECT_EQ(code_point_name(U'😀'), "U+1F600");
}

TEST(Utf8, RefusesToReadOrWriteWhatIsNoCharacter) {
  using sextant::testing::message_of;
  std::string_view rest = "\xe2\x28";
  EXPECT_EQ(message_of<std::invalid_argument>([&] { next_code_point(rest); }), "utf8: invalid UTF-8, bytes 0xE2 0x28");
  EXPECT_EQ(message_of<std::invalid_argument>([] { utf8_of(0xd800); }), "utf8: U+D800 is no character");
  EXPECT_EQ(message_of<std::invalid_argument>([] { utf8_of(0x110000); }), "utf8: U+110000 is no character");
}

TEST(Utf8, PutsAMarkInPlaceOfEachByteThatIsNoText) {
  const std::string mark = "\xEF\xBF\xBD";
  EXPECT_EQ(repaired("naïve 你"), "naïve 你");
  EXPECT_EQ(repaired("\xE4\xBD"), mark + mark) << "a character cut short";
  EXPECT_EQ(repaired("a\xFF(\xC3)b"), "a" + mark + "(" + mark + ")b");
  EXPECT_EQ(repaired(""), "");
}

}  // namespace
}  // namespace sextant::text
