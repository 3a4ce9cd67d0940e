#include "sextant/io/word_vectors.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "tests/support/message_of.h"

namespace sextant::io {
namespace {

using Words = std::vector<std::string>;
using Values = std::vector<float>;

bool all(std::string_view) { return true; }
WordVectors parsed(std::string_view bytes) { return parse_word_vectors(bytes, "v.txt", all); }
std::string refusal(std::string_view bytes) {
  return testing::message_of<std::runtime_error>([&] { parsed(bytes); });
}

/// As word2vec.c writes it.
std::string binary(const std::vector<std::pair<std::string, Values>>& words) {
  std::string bytes = std::to_string(words.size()) + " " + std::to_string(words[0].second.size()) + "\n";
  for (const auto& [word, values] : words) {
    bytes += word + " ";
    bytes.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float));
    bytes += "\n";
  }
  return bytes;
}

TEST(WordVectors, AreReadInTheThreeFormsTheyArePublishedIn) {
  for (const std::string& bytes :
       {std::string("the 0.5 -1e-3\ncat 2 3\n"), std::string("2 2\nthe 0.5 -1e-3 \ncat 2 3 \n"),
        binary({{"the", {0.5F, -1e-3F}}, {"cat", {2, 3}}})}) {
    const WordVectors vectors = parsed(bytes);
    EXPECT_EQ(vectors.words, (Words{"the", "cat"})) << vectors.form;
    EXPECT_EQ(vectors.values, (Values{0.5F, -1e-3F, 2, 3})) << vectors.form;
    EXPECT_EQ(vectors.channels, 2);
    EXPECT_EQ(vectors.in_file, 2);
  }
  EXPECT_EQ(parsed("the 1 2\n").form, "GloVe text");
  EXPECT_EQ(parsed("1 2\nthe 1 2\n").form, "word2vec text");
  EXPECT_EQ(parsed(binary({{"the", {1, 2}}})).form, "word2vec binary");
}

// 0x0A and 0x20 are bytes of numbers too.
TEST(WordVectors, BinaryNumbersMayHoldTheBytesOfSpaceAndLineFeed) {
  float odd = 0;
  const uint32_t bits = 0x200A200A;
  std::memcpy(&odd, &bits, sizeof odd);
  const WordVectors vectors = parsed(binary({{"a", {odd, odd}}, {"b", {1, odd}}}));
  EXPECT_EQ(vectors.words, (Words{"a", "b"}));
  EXPECT_EQ(vectors.values, (Values{odd, odd, 1, odd}));
}

TEST(WordVectors, AWordIsWhateverStandsBeforeTheFirstSpace) {
  EXPECT_EQ(parsed("\u200b 1\na\u00a0b 2\n\u0085 3\n").words, (Words{"\u200b", "a\u00a0b", "\u0085"}));
}

TEST(WordVectors, KeepsOnlyWhatIsWantedAndTheFirstOfEqualWords) {
  const WordVectors vectors =
      parse_word_vectors("a 1\nb 2\na 3\nc 4\n", "v.txt", [](std::string_view word) { return word != "b"; });
  EXPECT_EQ(vectors.words, (Words{"a", "c"}));
  EXPECT_EQ(vectors.values, (Values{1, 4}));
  EXPECT_EQ(vectors.in_file, 4);
  EXPECT_EQ(vectors.repeated, 1);
}

TEST(WordVectors, RefusesWhatIsNone) {
  EXPECT_EQ(refusal(""), "v.txt: holds no vectors");
  EXPECT_EQ(refusal("the 1 2\ncat 3\n"), "v.txt:2: expected 2 numbers after the word, found 1");
  EXPECT_EQ(refusal("the 1 2\ncat 3 x\n"), "v.txt:2: number 2 must be finite, found 'x'");
  EXPECT_EQ(refusal("the 1 nan\n"), "v.txt:1: number 2 must be finite, found 'nan'");
  EXPECT_EQ(refusal("lonely\n"), "v.txt:1: expected a word, a space and numbers, found 'lonely'");
  EXPECT_EQ(refusal("3 1\na 1\nb 2\n"), "v.txt: its first line announces 3 words, it holds 2");
  const std::string whole = binary({{"the", {0.5F, 1}}, {"cat", {2, 3}}});
  EXPECT_EQ(refusal(whole.substr(0, whole.size() - 3)), "v.txt: ends inside word 2");
  EXPECT_EQ(refusal(binary({{"the", {INFINITY, 1}}})), "v.txt: word 1: number 1 is not finite");
}

}  // namespace
}  // namespace sextant::io
