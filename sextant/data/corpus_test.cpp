#include "sextant/data/corpus.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace sextant::data {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// A file that lives as long as the test.
class TextFile {
 public:
  explicit TextFile(const std::string& bytes)
      : path(std::filesystem::path(testing::TempDir()) /
             ("corpus_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()) + ".txt")) {
    std::ofstream(path, std::ios::binary) << bytes;
  }
  ~TextFile() { std::filesystem::remove(path); }
  const std::filesystem::path path;
};

template <class Call>
std::string message_of(const Call& call) {
  try {
    call();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "no error";
}

std::vector<int64_t> ids(const Corpus& corpus) {
  const int64_t* begin = corpus.tokens.const_data_ptr<int64_t>();
  return {begin, begin + corpus.tokens.numel()};
}

TEST(Corpus, ReadsOneTokenACharacter) {
  const TextFile file("né\nn");
  const Corpus corpus = read_corpus(file.path, {.spec = "char"});
  EXPECT_EQ(corpus.vocabulary.size(), 3);
  EXPECT_EQ(corpus.bytes, 5);
  EXPECT_EQ(corpus.vocabulary.decode(ids(corpus)), "né\nn");
}

TEST(Corpus, ReadsOneTokenAByte) {
  const TextFile file("né");
  EXPECT_THAT(ids(read_corpus(file.path, {.spec = "byte"})), ElementsAre(0x6e, 0xc3, 0xa9));
}

// The digest is that of `printf abc | sha256sum`.
TEST(Corpus, NamesTheFileByItsHash) {
  const TextFile file("abc");
  EXPECT_EQ(read_corpus(file.path, {.spec = "char"}).sha256,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Corpus, DropsAByteOrderMark) {
  const TextFile file(
      "\xEF\xBB\xBF"
      "ab");
  EXPECT_EQ(read_corpus(file.path, {.spec = "char"}).bytes, 2);
}

TEST(Corpus, EncodesWithTheVocabularyOfATrainedModel) {
  const TextFile file("ba");
  EXPECT_THAT(ids(read_corpus(file.path, text::Vocabulary::characters("abc"))), ElementsAre(1, 0));
}

TEST(Corpus, NamesAnUnknownCharacterWithRowAndColumn) {
  const TextFile file("ab\nbé");
  const std::string message = message_of([&] { read_corpus(file.path, text::Vocabulary::characters("ab\n")); });
  EXPECT_THAT(message, HasSubstr(file.path.string()));
  EXPECT_THAT(message, HasSubstr("row 2, column 2: character 'é' (U+00E9)"));
}

TEST(Corpus, NamesThePlaceOfInvalidUtf8) {
  const TextFile file("ab\nc\xC3(");
  EXPECT_THAT(message_of([&] { read_corpus(file.path, {.spec = "char"}); }),
              HasSubstr(":2:2: invalid UTF-8, bytes 0xC3 0x28"));
}

TEST(Corpus, RefusesBinaryAsCharacters) {
  const TextFile file(std::string("a\0b", 3));
  EXPECT_THAT(message_of([&] { read_corpus(file.path, {.spec = "char"}); }), HasSubstr("NUL byte"));
  EXPECT_EQ(read_corpus(file.path, {.spec = "byte"}).bytes, 3);
}

TEST(Corpus, RefusesEmptyShortAndMissingFiles) {
  const TextFile empty("");
  EXPECT_THAT(message_of([&] { read_corpus(empty.path, {.spec = "char"}); }), HasSubstr("is empty"));
  EXPECT_THAT(message_of([&] { read_corpus(empty.path, {.spec = "byte"}); }), HasSubstr("is empty"));
  const TextFile one("a");
  EXPECT_THAT(message_of([&] { read_corpus(one.path, {.spec = "char"}); }), HasSubstr("at least 2 are needed"));
  EXPECT_THAT(message_of([&] { read_corpus(one.path, {.spec = "byte"}); }),
              HasSubstr("has 1 byte, at least 2 are needed"));
  EXPECT_THAT(message_of([&] { read_corpus("no such file.txt", {.spec = "char"}); }), HasSubstr("no such file.txt: "));
}

TEST(Corpus, RefusesATextOfOneRepeatedCharacter) {
  const TextFile file("aaaa");
  EXPECT_THAT(message_of([&] { read_corpus(file.path, {.spec = "char"}); }),
              HasSubstr("repeats one character, so there is nothing to predict"));
}

TEST(Corpus, RefusesAnUnknownTokenizer) {
  EXPECT_EQ(message_of([] { read_corpus("x", {.spec = "word"}); }),
            "corpus: tokenizer must be char, byte, bpe:N or the path of one, got 'word', which loses spaces");
}

TEST(Corpus, CountsTheBytesOfEachToken) {
  EXPECT_THAT(token_bytes(text::Vocabulary::characters("aé€")), ElementsAre(1, 2, 3));
}

}  // namespace
}  // namespace sextant::data
