#include "sextant/text/vocabulary.h"

#include <gtest/gtest.h>

#include <functional>
#include <numeric>
#include <stdexcept>

#include "sextant/text/make_vocabulary.h"

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

TEST(Vocabulary, WordsAreSortedByTheirNumberAfterTheSpecialOnes) {
  const std::vector<std::string_view> texts = {"b a, b", "C b a"};
  const Vocabulary words = Vocabulary::words(texts, {});
  EXPECT_TRUE(words.has_specials());
  EXPECT_EQ(words.size(), 8);
  EXPECT_EQ(words.token(4) + words.token(5) + words.token(6) + words.token(7), "ba,c");
  EXPECT_EQ(words.encode("a b c d <PAD>"), (std::vector<int64_t>{5, 4, 7, kUnknown, kUnknown, kUnknown, kUnknown}));
  EXPECT_EQ(words.decode(std::vector<int64_t>{kBegin, 4, 5, kUnknown}), "<BOS> b a <UNK>");
  EXPECT_TRUE(words.encode("").empty());
  EXPECT_EQ(Vocabulary::words(texts, {.least = 2}).size(), 6);
  EXPECT_EQ(Vocabulary::words(texts, {.most = 5}).encode("b a"), (std::vector<int64_t>{4, kUnknown}));
  EXPECT_EQ(Vocabulary::words(texts, {.letters = LetterCase::kKept}).encode("C c"),
            (std::vector<int64_t>{7, kUnknown}));
}

TEST(Vocabulary, OpenCharactersKnowThatTheyDoNotKnow) {
  const std::vector<std::string_view> texts = {"你好，好"};
  const Vocabulary characters = Vocabulary::open_characters(texts, {});
  EXPECT_EQ(characters.encode("好不"), (std::vector<int64_t>{4, kUnknown}));
  EXPECT_EQ(characters.decode(std::vector<int64_t>{5, 4}), "你好");
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

TEST(Vocabulary, IsMadeByItsName) {
  const std::vector<std::string_view> texts = {"low lower", "low"};
  EXPECT_EQ(make_vocabulary("byte", {}, {.specials = Specials::kNone}).kind(), VocabularyKind::kByte);
  EXPECT_EQ(make_vocabulary("char", texts, {.specials = Specials::kNone}).size(), 6);
  EXPECT_EQ(make_vocabulary("word", texts).size(), 6);
  EXPECT_EQ(make_vocabulary("bpe:258", texts, {.specials = Specials::kNone}).encode("low"), (Ids{257}));
  EXPECT_EQ(make_vocabulary("wordpiece:30", texts).decode(make_vocabulary("wordpiece:30", texts).encode("Lower low")),
            "lower low");
  EXPECT_TRUE(is_made_here("bpe:258"));
  EXPECT_FALSE(is_made_here("vocab.txt"));
}

TEST(Vocabulary, OfBytesWithSpecialTokensKnowsEveryText) {
  const Vocabulary bytes = make_vocabulary("byte", {});
  EXPECT_EQ(bytes.size(), 260);
  EXPECT_TRUE(bytes.has_specials());
  EXPECT_EQ(bytes.decode(bytes.encode("你 <PAD>\n")), "你 <PAD>\n");
  for (const int64_t id : bytes.encode("<PAD><UNK>")) EXPECT_GT(id, kEnd);
}

// Joined, what the tokens of a text add is the text, but for a space before its first word.
TEST(Vocabulary, SpellsTokenByToken) {
  const std::vector<std::string_view> texts = {"low lower new"};
  for (const char* spec : {"char", "byte", "word", "bpe:262", "wordpiece:20"}) {
    const Vocabulary vocabulary = make_vocabulary(spec, texts);
    std::string joined;
    for (const int64_t id : vocabulary.encode("new low")) joined += vocabulary.spelled(id);
    const bool spaced = vocabulary.kind() == VocabularyKind::kWord || vocabulary.kind() == VocabularyKind::kWordPiece;
    EXPECT_EQ(joined, spaced ? " new low" : "new low") << spec;
  }
}

TEST(Vocabulary, RefusesToBeBuiltOfNonsense) {
  const std::vector<std::string_view> empty = {"", " "};
  EXPECT_EQ(refusal([&] { Vocabulary::words(empty, {}); }), "vocabulary: texts without a word or character");
  EXPECT_EQ(refusal([&] { Vocabulary::words(empty, {.most = 4}); }),
            "vocabulary: must keep at least 5 tokens, 4 of them special, got 4");
  EXPECT_EQ(refusal([&] { Vocabulary::words(empty, {.least = 0}); }),
            "vocabulary: a token must be there at least once, got 0");
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
