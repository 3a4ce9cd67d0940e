// Against `tokenizers`: tests/golden/make_words.py made the numbers.
#include "sextant/text/words.h"

#include <gtest/gtest.h>

#include <set>

#include "sextant/io/json.h"
#include "sextant/text/utf8.h"

namespace sextant::text {
namespace {

const io::Json& golden() {
  static const io::Json json = io::read_json(SEXTANT_SOURCE_DIR "/tests/golden/words.json");
  return json;
}

void expect_case(const io::Json& text, const io::Json& expected, LetterCase letters) {
  const std::string normal = normalized(text.get<std::string>(), letters);
  EXPECT_EQ(normal, expected.at("normal").get<std::string>()) << text;
  const std::vector<std::string_view> words = split_words(normal);
  EXPECT_EQ((std::vector<std::string>(words.begin(), words.end())),
            expected.at("words").get<std::vector<std::string>>())
      << text;
}

TEST(Words, OfHardTextsAreThoseOfTheReference) {
  for (const io::Json& example : golden().at("cases")) {
    expect_case(example.at("text"), example.at("lower"), LetterCase::kLower);
    expect_case(example.at("text"), example.at("kept"), LetterCase::kKept);
  }
}

std::string outcome_of(char32_t c) {
  const std::string normal = normalized("a" + utf8_of(c) + "b", LetterCase::kLower);
  const std::vector<std::string_view> words = split_words(normal);
  if (words.size() == 1) return code_points(words[0]) > 2 ? "joined" : "dropped";
  return words.size() == 2 ? "space" : "word";
}

/// Ranges of code points on which the two versions of Unicode do not agree.
std::string differing_ranges() {
  std::string text;
  char32_t first = 0, last = 0;
  const auto close = [&] {
    if (first != 0) text += code_point_name(first) + (last > first ? "-" + code_point_name(last) : "") + " ";
    first = 0;
  };
  for (const io::Json& range : golden().at("classes")) {
    for (auto c = range.at(0).get<char32_t>(); c <= range.at(1).get<char32_t>(); ++c) {
      if (outcome_of(c) == range.at(2).get<std::string>()) continue;
      if (first != 0 && c != last + 1) close();
      if (first == 0) first = c;
      last = c;
    }
  }
  close();
  return text;
}

// The reference's tables are of Unicode 8, of 2015; utf8proc's of Unicode 15. These code points came or changed their
// category in between, and are read here as what they are now: marks are dropped, punctuation stands alone.
constexpr const char* kNewSinceUnicode8 =
    "U+061D U+07FD U+0890-U+0891 U+0898-U+089F U+08CA-U+08E2 U+09FD-U+09FE U+0A76 U+0AFA-U+0AFF U+0B55 U+0C04 "
    "U+0C3C U+0C77 U+0C84 U+0D00 U+0D3B-U+0D3C U+0D81 U+0EBA U+0ECE U+166D U+1734 U+180F U+1885-U+1886 "
    "U+1ABF-U+1ACE U+1B7D-U+1B7E U+1DF6-U+1DFB U+2E43-U+2E4F U+2E52-U+2E5D U+A82C U+A8C5 U+A8FF U+A9BD "
    "U+10D24-U+10D27 U+10EAB-U+10EAD U+10EFD-U+10EFF U+10F46-U+10F50 U+10F55-U+10F59 U+10F82-U+10F89 U+11070 "
    "U+11073-U+11074 U+110C2 U+110CD U+111C9 U+111CF U+1123E U+11241 U+1133B U+11438-U+1143F U+11442-U+11444 "
    "U+11446 U+1144B-U+1144F U+1145A-U+1145B U+1145D-U+1145E U+11660-U+1166C U+116B9 U+1182F-U+11837 "
    "U+11839-U+1183B U+1193B-U+1193C U+1193E U+11943-U+11946 U+119D4-U+119D7 U+119DA-U+119DB U+119E0 U+119E2 "
    "U+11A01-U+11A0A U+11A33-U+11A38 U+11A3B-U+11A47 U+11A51-U+11A56 U+11A59-U+11A5B U+11A8A-U+11A96 "
    "U+11A98-U+11A9C U+11A9E-U+11AA2 U+11B00-U+11B09 U+11C30-U+11C36 U+11C38-U+11C3D U+11C3F U+11C41-U+11C45 "
    "U+11C70-U+11C71 U+11C92-U+11CA7 U+11CAA-U+11CB0 U+11CB2-U+11CB3 U+11CB5-U+11CB6 U+11D31-U+11D36 U+11D3A "
    "U+11D3C-U+11D3D U+11D3F-U+11D45 U+11D47 U+11D90-U+11D91 U+11D95 U+11D97 U+11EF3-U+11EF4 U+11EF7-U+11EF8 "
    "U+11F00-U+11F01 U+11F36-U+11F3A U+11F40 U+11F42-U+11F4F U+11FFF U+12FF1-U+12FF2 U+13430-U+13440 "
    "U+13447-U+13455 U+16E97-U+16E9A U+16F4F U+16FE2 U+16FE4 U+1CF00-U+1CF2D U+1CF30-U+1CF46 U+1E000-U+1E006 "
    "U+1E008-U+1E018 U+1E01B-U+1E021 U+1E023-U+1E024 U+1E026-U+1E02A U+1E08F U+1E130-U+1E136 U+1E2AE "
    "U+1E2EC-U+1E2EF U+1E4EC-U+1E4EF U+1E944-U+1E94A U+1E95E-U+1E95F ";

TEST(Words, EveryCodePointOfUnicode8IsTreatedAsByTheReference) { EXPECT_EQ(differing_ranges(), kNewSinceUnicode8); }

TEST(Words, RefusesWhatIsNotUtf8) { EXPECT_THROW(normalized("a\xC3(", LetterCase::kLower), std::invalid_argument); }

// Quadratic time would take minutes.
TEST(Words, AMegabyteWithoutASpaceIsOneWord) {
  const std::string text(1 << 20, 'x');
  EXPECT_EQ(split_words(normalized(text, LetterCase::kLower)).size(), 1);
}

}  // namespace
}  // namespace sextant::text
