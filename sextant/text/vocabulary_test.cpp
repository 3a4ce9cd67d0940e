#include "sextant/text/vocabulary.h"

#include <gtest/gtest.h>

#include <functional>
#include <numeric>
#include <stdexcept>

#include "tests/support/message_of.h"

namespace sextant::text {
namespace {

using Ids = std::vector<int64_t>;

std::string refusal(const std::function<void()>& call) {
  return sextant::testing::message_of<std::invalid_argument>(call);
}

TEST(Vocabulary, CharactersAreSortedByCodePoint) {
  const Vocabulary vocabulary = Vocabulary::characters("bé\nab😀");
  EXPECT_EQ(vocabulary.size(), 5);
  EXPECT_EQ(vocabulary.token(0), "\n");
  EXPECT_EQ(vocabulary.token(3), "é");
  EXPECT_EQ(vocabulary.encode("aé😀"), (Ids{1, 3, 4}));
  EXPECT_EQ(vocabulary.decode(Ids{4, 0, 2}), "😀\nb");
  EXPECT_EQ(vocabulary.encode(""), Ids{});
}

TEST(Vocabulary, BytesHaveTheirOwnValueAsId) {
  const Vocabulary vocabulary = Vocabulary::bytes();
  EXPECT_EQ(vocabulary.size(), 256);
  EXPECT_EQ(vocabulary.encode(std::string_view("\0é\xff", 4)), (Ids{0, 0xc3, 0xa9, 0xff}));
  Ids all(256);
  std::iota(all.begin(), all.end(), 0);
  EXPECT_EQ(vocabulary.encode(vocabulary.decode(all)), all);
}

TEST(Vocabulary, SymbolsAreSeparatedBySpaces) {
  const Vocabulary vocabulary = Vocabulary::symbols({"x", "10", "="});
  EXPECT_EQ(vocabulary.encode(" 10 = x\n"), (Ids{1, 2, 0}));
  EXPECT_EQ(vocabulary.decode(Ids{1, 2, 0}), "10 = x");
  EXPECT_EQ(vocabulary.encode("  "), Ids{});
}

TEST(Vocabulary, NamesWhatItDoesNotKnow) {
  const Vocabulary vocabulary = Vocabulary::characters("ab\n");
  EXPECT_EQ(refusal([&] { vocabulary.encode("ab\nbé"); }),
            "vocabulary: row 2, column 2: character 'é' (U+00E9) is not one of the 3 known");
  EXPECT_EQ(refusal([] { Vocabulary::symbols({"x"}).encode("x yy"); }),
            "vocabulary: row 1, column 3: symbol 'yy' is not one of the 1 known");
  EXPECT_EQ(refusal([&] { vocabulary.encode("a\xff"); }), "utf8: invalid UTF-8, bytes 0xFF");
}

TEST(Vocabulary, NamesAnIdOutOfRange) {
  const Vocabulary vocabulary = Vocabulary::characters("ab");
  EXPECT_EQ(refusal([&] { vocabulary.decode(Ids{0, 2}); }), "vocabulary: id must be from 0 to 1, got 2");
  EXPECT_EQ(refusal([&] { vocabulary.token(-1); }), "vocabulary: id must be from 0 to 1, got -1");
}

TEST(Vocabulary, RefusesToBeBuiltOfNonsense) {
  EXPECT_EQ(refusal([] { Vocabulary::characters(""); }), "vocabulary: characters of an empty text");
  EXPECT_EQ(refusal([] { Vocabulary::characters("a\xc0"); }), "utf8: invalid UTF-8, bytes 0xC0");
  EXPECT_EQ(refusal([] { Vocabulary::symbols({}); }), "vocabulary: at least one symbol is needed");
  EXPECT_EQ(refusal([] {
              Vocabulary::symbols({"a", ""});
            }),
            "vocabulary: a symbol is text without white space, got ''");
  EXPECT_EQ(refusal([] { Vocabulary::symbols({"a b"}); }),
            "vocabulary: a symbol is text without white space, got 'a b'");
  EXPECT_EQ(refusal([] { Vocabulary::symbols({"a", "b", "a"}); }), "vocabulary: symbol 'a' is given twice");
}

}  // namespace
}  // namespace sextant::text
