#include "sextant/tasks/tokenizer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "sextant/io/file.h"
#include "sextant/tasks/failure.h"

#include "tests/support/temporary_folder.h"

namespace sextant::tasks {
namespace {

using ::testing::HasSubstr;

std::string refusal(const std::function<void()>& call) {
  try {
    call();
  } catch (const Failure& failure) {
    return failure.facts().code + " " + failure.what();
  }
  return "nothing was thrown";
}

class TokenizerTask : public ::testing::Test {
 protected:
  TokenizerTask() {
    write("corpus.txt", "low lower lowest\nnew newer newest\nlow low new");
    TrainTokenizerOptions options{.spec = "bpe:270", .data = path("corpus.txt")};
    write("tokenizer.json", train_tokenizer(options).file);
  }

  std::string path(const std::string& name) const { return (folder_.path / name).string(); }
  void write(const std::string& name, const std::string& bytes) const {
    io::write_file_atomic(folder_.path / name, bytes, io::Overwrite::kReplace);
  }
  LineTokenizer opened(bool parse_special = false) const {
    return LineTokenizer({.vocabulary = path("tokenizer.json"), .parse_special = parse_special});
  }

 private:
  sextant::testing::TemporaryFolder folder_;
};

TEST_F(TokenizerTask, GivesBackEveryTextThatItEncoded) {
  LineTokenizer tokenizer = opened();
  for (const char* text : {"", "low newest", "  a\tb ", "你好 <PAD>"})
    EXPECT_EQ(tokenizer.decode(line_of(tokenizer.encode(text))), text);
  EXPECT_LT(tokenizer.encode("lowest newest").size(), 8);
}

TEST_F(TokenizerTask, LearnsEveryKindByItsName) {
  for (const char* spec : {"bpe:265", "wordpiece:40", "word", "char", "byte"}) {
    const TrainTokenizerResult result = train_tokenizer({.spec = spec, .data = path("corpus.txt")});
    write("other.json", result.file);
    LineTokenizer tokenizer({.vocabulary = path("other.json")});
    EXPECT_FALSE(tokenizer.encode("lowest").empty()) << spec;
  }
  const TrainTokenizerResult plain =
      train_tokenizer({.spec = "bpe:256", .data = path("corpus.txt"), .special_tokens = false});
  EXPECT_EQ(plain.tokens, 256);
}

TEST_F(TokenizerTask, CheckTellsEachDifference) {
  LineTokenizer tokenizer = opened();
  const std::string ids = line_of(tokenizer.encode("low"));
  LineTokenizer checked = opened();
  checked.check("low\tanything\t" + ids);
  checked.check("low\t1 2");
  ASSERT_EQ(checked.differences().size(), 1);
  EXPECT_EQ(checked.differences()[0].line, 2);
  EXPECT_EQ(checked.differences()[0].expected, (std::vector<int64_t>{1, 2}));
  EXPECT_EQ(check_json(checked).at("equal"), 1);
  EXPECT_EQ(std::get<report::AnswerCard>(check_document(checked).parts.at(0)).answer,
            "1 of 2 texts have the ids recorded");
}

TEST_F(TokenizerTask, NamesTheLineThatCannotBeRead) {
  LineTokenizer tokenizer = opened();
  tokenizer.encode("low");
  EXPECT_EQ(refusal([&] { tokenizer.encode("a\xff"); }), "E-DATA-UTF8 -:2:2: invalid UTF-8, bytes 0xFF");
  EXPECT_EQ(refusal([&] { tokenizer.decode("1 x"); }),
            "E-USAGE-VALUE -:3: ids are whole numbers with spaces between them, got '1 x'");
  EXPECT_EQ(refusal([&] { tokenizer.decode("999"); }), "E-USAGE-VALUE vocabulary: id must be from 0 to 269, got 999");
  EXPECT_EQ(refusal([&] { tokenizer.check("low"); }),
            "E-DATA-ROW -:5: a text, a tab and its ids are expected, got a line without a tab");
}

TEST_F(TokenizerTask, RefusesWhatIsNoTokenizer) {
  EXPECT_THAT(refusal([&] { LineTokenizer({.vocabulary = path("corpus.csv")}); }), HasSubstr("E-TOKENIZER"));
  write("broken.json", "{}");
  EXPECT_EQ(refusal([&] { LineTokenizer({.vocabulary = path("broken.json")}); }),
            "E-TOKENIZER " + path("broken.json") + ": model: must be an object, got null");
  EXPECT_EQ(refusal([&] { train_tokenizer({.spec = "letters", .data = path("corpus.txt")}); }),
            "E-USAGE-VALUE a tokenizer that is learned is bpe:N, wordpiece:N, word, char or byte, got 'letters'");
  EXPECT_EQ(refusal([&] { train_tokenizer({.spec = "bpe:10", .data = path("corpus.txt")}); }),
            "E-USAGE-VALUE byte pairs: a vocabulary needs 260 tokens for single symbols and special ones, got 10");
  EXPECT_EQ(refusal([&] { train_tokenizer({.spec = "bpe:x", .data = path("corpus.txt")}); }),
            "E-USAGE-VALUE tokenizer: NAME:N needs a number of tokens, got 'bpe:x'");
}

TEST(TokenizerLines, LineEndsAreWrittenWithABackslash) { EXPECT_EQ(line_of("a\nb\r"), "a\\nb\\r"); }

}  // namespace
}  // namespace sextant::tasks
