#include "sextant/eval/word_dictionary.h"

#include <gtest/gtest.h>

#include "tests/support/message_of.h"

namespace sextant::eval {
namespace {

using sextant::testing::message_of;

// The example of Brown et al. as it is taught: "the" is in two pairs, so "house" and "book" are left with their own.
TEST(WordDictionary, TellsWordsApartThatAlwaysComeTogether) {
  const WordDictionary dictionary = WordDictionary::learned(
      {{{"das", "Haus"}, {"the", "house"}}, {{"das", "Buch"}, {"the", "book"}}, {{"ein", "Buch"}, {"a", "book"}}});
  EXPECT_EQ(dictionary.translated({"das", "Buch"}), (Words{"the", "book"}));
  EXPECT_EQ(dictionary.translated({"ein", "Haus"}), (Words{"a", "house"}));
}

TEST(WordDictionary, LeavesUnknownWordsAsTheyAre) {
  const WordDictionary dictionary = WordDictionary::learned({{{"ja"}, {"yes"}}});
  EXPECT_EQ(dictionary.translated({"Tom", "ja", "Tom"}), (Words{"Tom", "yes", "Tom"}));
  EXPECT_EQ(dictionary.translated({}), Words{});
}

TEST(WordDictionary, RefusesNothingToLearnFrom) {
  EXPECT_EQ(message_of<std::invalid_argument>([] { WordDictionary::learned({}); }),
            "dictionary: there must be at least one pair to learn from, got none");
  EXPECT_EQ(message_of<std::invalid_argument>([] {
              WordDictionary::learned({{{"a"}, {"b"}}}, 0);
            }),
            "dictionary: rounds must be at least 1, got 0");
}

}  // namespace
}  // namespace sextant::eval
