// The other half of the oracle is tests/golden/make_tokenizer.py: the Python package opens the golden files and gives
// the same ids.
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <stdexcept>

#include "sextant/io/file.h"
#include "sextant/io/json.h"
#include "sextant/text/vocabulary.h"

#include "tests/support/message_of.h"

namespace sextant::text {
namespace {

using io::Json;

/// By the middle of the golden file's name.
const std::vector<std::pair<std::string, Vocabulary>>& every_kind() {
  const std::vector<std::string_view> texts = {"The cat's café, the 猫! <UNK>", "the CAT"};
  static const std::vector<std::pair<std::string, Vocabulary>> vocabularies = {
      {"character", Vocabulary::characters("a \n\"\\é😀")},
      {"byte", Vocabulary::bytes()},
      {"symbol", Vocabulary::symbols({"<bos>", "10", "é"})},
      {"word", Vocabulary::words(texts, {.most = 12})},
      {"open_character", Vocabulary::open_characters(texts, {.most = 14})}};
  return vocabularies;
}

/// What from_json says once `change` was made to the file of a two-character vocabulary.
std::string refusal(const std::function<void(Json&)>& change) {
  Json file = io::parse_json(Vocabulary::characters("ab").to_json(), "x");
  change(file);
  return testing::message_of<std::runtime_error>([&] { Vocabulary::from_json(io::to_text(file), "t.json"); });
}

TEST(TokenizerJson, EveryKindReadsBackEqual) {
  for (const auto& [name, vocabulary] : every_kind()) {
    SCOPED_TRACE(name);
    EXPECT_TRUE(Vocabulary::from_json(vocabulary.to_json(), "x") == vocabulary);
  }
}

TEST(TokenizerJson, WritesTheFilesPythonWasShown) {
  const std::filesystem::path golden = SEXTANT_SOURCE_DIR "/tests/golden";
  for (const auto& [name, vocabulary] : every_kind()) {
    EXPECT_EQ(vocabulary.to_json(), io::read_file(golden / ("tokenizer_" + name + ".json"))) << name;
  }
}

// The ids make_tokenizer.py got of the same files.
TEST(TokenizerJson, OpenVocabulariesGiveTheIdsOfPython) {
  EXPECT_EQ(every_kind()[3].second.encode("THE  cát dog <PAD>"), (std::vector<int64_t>{4, 5, 1, 9, 1, 10}));
  EXPECT_EQ(every_kind()[4].second.encode("the 猫 犬"), (std::vector<int64_t>{7, 6, 5, 4, 1, 4, 1}));
}

TEST(TokenizerJson, KeepsIdsThatAreNotInOrder) {
  Json file = io::parse_json(Vocabulary::characters("ab").to_json(), "x");
  file["model"]["vocab"] = Json{{"b", 0}, {"a", 1}};
  const Vocabulary vocabulary = Vocabulary::from_json(io::to_text(file), "x");
  EXPECT_EQ(vocabulary.encode("ab"), (std::vector<int64_t>{1, 0}));
}

TEST(TokenizerJson, RefusesOtherKindsByName) {
  EXPECT_EQ(refusal([](Json& file) { file["pre_tokenizer"]["type"] = "UnicodeScripts"; }),
            "t.json: pre_tokenizer: 'UnicodeScripts' is not known");
  EXPECT_EQ(refusal([](Json& file) { file["model"]["type"] = "Neural"; }), "t.json: model: 'Neural' is not known");
}

TEST(TokenizerJson, RefusesSpecialTokensThatAreNotWhereTheyBelong) {
  Json file = io::parse_json(every_kind()[3].second.to_json(), "x");
  std::swap(file["model"]["vocab"]["<PAD>"], file["model"]["vocab"]["<UNK>"]);
  EXPECT_EQ(testing::message_of<std::runtime_error>([&] { Vocabulary::from_json(io::to_text(file), "t.json"); }),
            "t.json: model.vocab: id 0 must be '<PAD>', got '<UNK>'");
}

// What is not written as one of ours is read as any other tokenizer.
TEST(TokenizerJson, ReadsFilesThatDifferFromOursAsTheySay) {
  Json file = io::parse_json(Vocabulary::characters("ab").to_json(), "x");
  file["normalizer"] = Json{{"type", "Lowercase"}};
  const Vocabulary vocabulary = Vocabulary::from_json(io::to_text(file), "x");
  EXPECT_EQ(vocabulary.kind(), VocabularyKind::kWord);
  EXPECT_EQ(vocabulary.encode("BA"), (std::vector<int64_t>{1, 0}));
}

TEST(TokenizerJson, RefusesWhatWouldChangeTheIds) {
  EXPECT_EQ(refusal([](Json& file) { file["extra"] = 1; }), "t.json: field 'extra' is not understood");
  EXPECT_EQ(refusal([](Json& file) { file.erase("model"); }), "t.json: model: must be an object, got null");
  EXPECT_EQ(refusal([](Json& file) { file = Json::array(); }), "t.json: must be an object, got array");
}

TEST(TokenizerJson, RefusesIdsThatAreNotOneRun) {
  const auto of = [](const Json& vocabulary) {
    return refusal([&](Json& file) { file["model"]["vocab"] = vocabulary; });
  };
  const std::string rule = "t.json: model.vocab: ids must be 0 to 1, each once, got ";
  EXPECT_EQ(of({{"a", 0}, {"b", 2}}), rule + "2 for 'b'");
  EXPECT_EQ(of({{"a", 0}, {"b", 0}}), rule + "0 for 'b'");
  EXPECT_EQ(of({{"a", -1}, {"b", 0}}), rule + "-1 for 'a'");
  EXPECT_EQ(of({{"a", "x"}, {"b", 0}}), rule + "\"x\" for 'a'");
  EXPECT_EQ(of({{"a", 0}, {"bc", 1}}), "t.json: model.vocab: 'bc' is not one character");
  EXPECT_EQ(of(Json::object()), "t.json: model.vocab is empty");
  EXPECT_EQ(of(3), "t.json: model.vocab must be an object");
}

TEST(TokenizerJson, RefusesBytesAndSymbolsThatAreNone) {
  const auto of = [](const Vocabulary& vocabulary, const Json& tokens) {
    Json file = io::parse_json(vocabulary.to_json(), "x");
    file["model"]["vocab"] = tokens;
    return testing::message_of<std::runtime_error>([&] { Vocabulary::from_json(io::to_text(file), "t.json"); });
  };
  EXPECT_EQ(of(Vocabulary::bytes(), {{"a", 0}}),
            "t.json: model.vocab must hold the 256 characters that stand for bytes");
  EXPECT_EQ(of(Vocabulary::symbols({"x"}), {{"a b", 0}}),
            "t.json: vocabulary: a symbol is text without white space, got 'a b'");
}

}  // namespace
}  // namespace sextant::text
