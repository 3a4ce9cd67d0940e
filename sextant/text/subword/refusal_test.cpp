// What the readers of tokenizers say of files and settings that they do not take.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <stdexcept>
#include <string>

#include "sextant/io/file.h"
#include "sextant/io/json.h"
#include "sextant/text/make_vocabulary.h"
#include "sextant/text/read_vocabulary.h"
#include "sextant/text/subword/base64.h"
#include "sextant/text/subword/byte_pair_training.h"
#include "sextant/text/subword/charsmap.h"
#include "sextant/text/subword/gpt2_files.h"
#include "sextant/text/subword/pattern.h"
#include "sextant/text/subword/protobuf.h"
#include "sextant/text/subword/sentence_piece.h"
#include "sextant/text/subword/tiktoken.h"
#include "sextant/text/subword/unigram.h"
#include "sextant/text/subword/vocab_txt.h"
#include "sextant/text/subword/word_level.h"

#include "tests/support/message_of.h"
#include "tests/support/temporary_folder.h"

namespace sextant::text {
namespace {

using namespace std::string_literals;
using io::Json;

template <class Call>
std::string wrong_call(Call&& call) {
  return sextant::testing::message_of<std::invalid_argument>(call);
}
template <class Call>
std::string wrong_file(Call&& call) {
  return sextant::testing::message_of<std::runtime_error>(call);
}

std::string pattern(const std::string& regex) {
  return wrong_call([&] { Pattern{regex}; });
}

TEST(SubwordRefusals, OfPatterns) {
  EXPECT_EQ(pattern("a\\h"), "pattern: 'a\\h': \\h is a hexadecimal digit to some and a space to others");
  EXPECT_EQ(pattern("[a&&b]"), "pattern: '[a&&b]': '&&' in a class is not read");
  EXPECT_EQ(pattern("[a[b]]"), "pattern: '[a[b]]': a class within a class is not read");
  EXPECT_EQ(pattern("\\p{L"), "pattern: '\\p{L': '}' is missing after \\p{");
  EXPECT_EQ(pattern("(a"), "pattern: '(a': missing closing parenthesis");
}

TEST(SubwordRefusals, OfBytesInText) {
  EXPECT_EQ(wrong_call([] { from_base64("YQ="); }), "base64: a length must be a multiple of 4, got 3");
  EXPECT_EQ(wrong_call([] { from_base64("Y!=="); }), "base64: '!' is no digit of it");
  for (const std::string& bytes : {""s, "a"s, "ab"s, "abc"s, "\0\xff\x10"s})
    EXPECT_EQ(from_base64(base64_of(bytes)), bytes);
  EXPECT_EQ(base64_of("abcd"), "YWJjZA==");  // RFC 4648's way to pad
}

TEST(SubwordRefusals, OfProtocolBuffers) {
  const auto read = [](const std::string& bytes) {
    return wrong_file([&] {
      std::string_view rest = bytes;
      while (const auto field = next_field(rest)) field->real();
    });
  };
  EXPECT_EQ(read("\x0a\x05"s + "ab"), "protobuf: is cut off: 5 bytes are expected, 2 are left");
  EXPECT_EQ(read(std::string(11, '\xff')), "protobuf: a number has more than 64 bits");
  EXPECT_EQ(read("\x0b"), "protobuf: field 1 has the unknown kind 3");
  EXPECT_EQ(read("\x08\x01"), "protobuf: field 1 must be a number of 32 bits");
}

TEST(SubwordRefusals, OfTablesOfCharacters) {
  EXPECT_EQ(wrong_call([] { Charsmap("abc"); }), "charsmap: is cut off, it has 3 bytes");
  EXPECT_EQ(wrong_call([] { Charsmap("\x03\0\0\0abc"s); }),
            "charsmap: an array of 3 bytes is no array of units, it has 7 bytes");
  EXPECT_EQ(wrong_call([] { Charsmap("\x08\0\0\0abcd"s); }), "charsmap: says its array has 8 bytes, it has 8 bytes");
  EXPECT_EQ(wrong_call([] { Charsmap("\x04\0\0\0abcd\xff"s); }), "utf8: invalid UTF-8, bytes 0xFF");
}

TEST(SubwordRefusals, OfLearning) {
  EXPECT_EQ(wrong_call([] { learn_pairs({}, {.size = 255}); }),
            "byte pairs: a vocabulary needs 256 tokens for single symbols and special ones, got 255");
  EXPECT_EQ(wrong_call([] { learn_pairs({}, {.size = 256, .least = 0}); }),
            "byte pairs: a pair must be there at least once, got 0");
  EXPECT_EQ(wrong_call([] { make_vocabulary("bpe:many", {}); }),
            "tokenizer: NAME:N needs a number of tokens, got 'bpe:many'");
  EXPECT_EQ(wrong_call([] { make_vocabulary("letters", {}); }),
            "tokenizer: must be char, byte, word, bpe:N, wordpiece:N or the path of a tokenizer, got 'letters'");
}

TEST(SubwordRefusals, OfModelsThatDoNotKnow) {
  std::vector<int64_t> ids;
  EXPECT_EQ(wrong_call([] { Unigram({}, {}); }), "unigram: there must be at least one token, got none");
  EXPECT_EQ(wrong_call([] {
              Unigram({{"a", 0}}, {.unknown = 1});
            }),
            "unigram: the unknown token must be one of the 1, got 1");
  EXPECT_EQ(wrong_call([&] { Unigram({{"a", 0}}, {}).encode("aé", ids); }), "unigram: no token spells 'é'");
  EXPECT_EQ(wrong_call([&] {
              WordLevel({{"a", 0}}, {}).encode("b", ids);
            }),
            "word level: 'b' is not one of the 1 words, and there is no unknown token");
}

TEST(SubwordRefusals, OfVocabTxt) {
  const auto read = [](std::string_view bytes) { return wrong_file([&] { read_vocab_txt(bytes, "v.txt"); }); };
  EXPECT_EQ(read("[UNK]\na\na\n"), "v.txt:3: 'a' is given twice, first in line 2");
  EXPECT_EQ(read("[UNK]\n\xff\n"), "v.txt:2: invalid UTF-8, bytes 0xFF");
  EXPECT_EQ(read("a\nb\n"), "v.txt: has no [UNK], so it is no vocabulary of BERT's");
}

TEST(SubwordRefusals, OfGpt2Files) {
  const auto read = [](std::string_view tokens, std::string_view merges) {
    return wrong_file([&] { read_gpt2_files({tokens, "vocab.json"}, {merges, "merges.txt"}); });
  };
  EXPECT_EQ(read("[]", ""), "vocab.json: must be an object");
  EXPECT_EQ(read(R"({"a":0,"b":1})", "#version: 0.2\na b c\n"),
            "merges.txt:2: two tokens with a space between them are expected, got 'a b c'");
  EXPECT_EQ(read(R"({"a":0,"b":1})", "a b\n"), "merges.txt:1: 'ab' is no token of the vocabulary");
  EXPECT_EQ(read(R"({"a":0,"b":2})", ""), "vocab.json: model.vocab: ids must be 0 to 1, each once, got 2 for 'b'");
}

TEST(SubwordRefusals, OfTiktoken) {
  const auto read = [](std::string_view bytes) { return wrong_file([&] { read_tiktoken(bytes, "t"); }); };
  EXPECT_EQ(read("YQ==\n"), "t:1: a token and its rank are expected, got 'YQ=='");
  EXPECT_EQ(read("YQ== 0\nYg== 2\n"), "t:2: rank 1 is expected, got '2'");
  EXPECT_EQ(read("Y!== 0\n"), "t:1: base64: '!' is no digit of it");
  EXPECT_EQ(read("YQ== 0\nYQ== 1\n"), "t:2: the token is given twice");
  EXPECT_EQ(read(""), "t: has no tokens");
  std::string many;
  for (int64_t rank = 0; rank < 50282; ++rank)
    many += base64_of(std::to_string(rank)) + " " + std::to_string(rank) + "\n";
  EXPECT_EQ(read(many), "t: has 50282 tokens, and how such a tokenizer cuts words is not known");
}

/// A field of a protocol buffer: a message or text, or a small number.
std::string field(int number, const std::string& bytes) {
  return std::string{static_cast<char>(number << 3 | 2), static_cast<char>(bytes.size())} + bytes;
}
std::string field(int number, char value) { return {static_cast<char>(number << 3), value}; }

TEST(SubwordRefusals, OfSentencePiece) {
  const auto read = [](const std::string& bytes) { return wrong_file([&] { read_sentence_piece(bytes, "m"); }); };
  const std::string piece = field(1, field(1, "a")), nan = "\x15\0\0\xc0\x7f"s;
  EXPECT_EQ(read(""), "m: has no pieces, so it is no model of SentencePiece");
  EXPECT_EQ(read("\x0a\x09"), "m: protobuf: is cut off: 9 bytes are expected, 0 are left");
  EXPECT_EQ(read(field(1, field(1, "a") + field(3, '\x07'))), "m: piece 'a' has the unknown type 7");
  EXPECT_EQ(read(field(1, field(1, "a") + nan)), "m: piece 'a' has a score that is no number");
  EXPECT_EQ(read(field(1, field(1, "\xff"))), "m: a piece is no text: invalid UTF-8, bytes 0xFF");
  EXPECT_EQ(read(piece + field(2, field(3, '\x09'))), "m: model type 9 is not known");
  EXPECT_EQ(read(piece + field(2, field(3, '\x03'))), "m: models of words and of characters are not read");
  EXPECT_EQ(read(piece + field(2, "\xc0\x01\x01"s)), "m: 'treat_whitespace_as_suffix' is not read");
  EXPECT_EQ(read(piece + field(5, field(2, "x"))), "m: a denormalizer is not read");
  EXPECT_EQ(read(field(1, field(1, "a") + field(3, '\x05')) + field(2, field(3, '\x02'))),
            "m: unused pieces of byte pairs are not read");
}

TEST(SubwordRefusals, OfPathsThatAreNoTokenizer) {
  const sextant::testing::TemporaryFolder folder;
  const std::string path = (folder / "v.bin").string();
  io::write_file_atomic(path, "x");
  EXPECT_EQ(wrong_file([&] { read_vocabulary(path); }),
            path + ": a vocabulary's name must end in .json, .txt, .tiktoken or .model");
  EXPECT_EQ(wrong_file([&] { read_vocabulary(folder.path); }),
            folder.path.string() + ": holds no tokenizer.json, vocab.json, vocab.txt or tokenizer.model");
}

/// What from_json says once `change` was made to a tokenizer of the peer's.
std::string changed(const std::string& name, const std::function<void(Json&)>& change) {
  Json file = io::read_json(SEXTANT_SOURCE_DIR "/tests/golden/subword/" + name + ".json");
  change(file);
  return wrong_file([&] { Vocabulary::from_json(io::to_text(file), "t"); });
}

TEST(SubwordRefusals, OfPartsThatAreNotKnown) {
  const Json part = {{"type", "Nmt"}};
  EXPECT_EQ(changed("word_level", [&](Json& file) { file["normalizer"] = part; }), "t: normalizer: 'Nmt' is not known");
  EXPECT_EQ(changed("word_level", [&](Json& file) { file["pre_tokenizer"] = part; }),
            "t: pre_tokenizer: 'Nmt' is not known");
  EXPECT_EQ(changed("word_level", [&](Json& file) { file["post_processor"] = part; }),
            "t: post_processor: 'Nmt' is not known");
  EXPECT_EQ(changed("word_level", [&](Json& file) { file["decoder"] = part; }), "t: decoder: 'Nmt' is not known");
  EXPECT_EQ(changed("word_level", [&](Json& file) { file["model"]["type"] = "Nmt"; }), "t: model: 'Nmt' is not known");
  EXPECT_EQ(changed("word_level", [&](Json& file) { file["more"] = 1; }), "t: field 'more' is not understood");
  EXPECT_EQ(changed("word_level", [&](Json& file) { file["model"]["more"] = 1; }),
            "t: model: field 'more' is not understood");
  EXPECT_EQ(changed("word_level", [&](Json& file) { file["normalizer"] = 3; }),
            "t: normalizer: must be an object, got number");
}

TEST(SubwordRefusals, OfFieldsThatAreNotAsTheyMustBe) {
  EXPECT_EQ(changed("byte_level", [](Json& file) { file["model"]["dropout"] = 0.5; }),
            "t: model: dropout would make other ids each time");
  EXPECT_EQ(changed("byte_level", [](Json& file) { file["model"]["fuse_unk"] = "x"; }),
            "t: model: field 'fuse_unk' must be true or false, got \"x\"");
  EXPECT_EQ(changed("byte_level", [](Json& file) { file["model"]["merges"] = 1; }),
            "t: model: field 'merges' must be a list");
  EXPECT_EQ(changed("byte_level", [](Json& file) { file["model"]["merges"][0] = "abc"; }),
            "t: model: merges: two tokens are expected, got \"abc\"");
  EXPECT_EQ(changed("byte_level", [](Json& file) { file["model"]["merges"][0] = "q q9"; }),
            "t: model: merges: 'q9' is no token");
  EXPECT_EQ(changed("word_piece", [](Json& file) { file["model"]["unk_token"] = "?!"; }),
            "t: model: unk_token '?!' is no token");
  EXPECT_EQ(changed("word_piece", [](Json& file) { file["model"]["max_input_chars_per_word"] = "x"; }),
            "t: model: field 'max_input_chars_per_word' must be a whole number, got \"x\"");
  EXPECT_EQ(changed("word_piece", [](Json& file) { file["added_tokens"][0]["id"] = 5; }),
            "t: added_tokens: id 5 is '[PAD]' and the model's '!'");
  EXPECT_EQ(changed("word_piece", [](Json& file) { file["added_tokens"][0]["id"] = 5000; }),
            "t: added_tokens: id 5000 of '[PAD]' leaves a gap after 299");
  EXPECT_EQ(changed("word_piece", [](Json& file) { file["added_tokens"] = 1; }),
            "t: field 'added_tokens' must be a list, got 1");
  EXPECT_EQ(changed("roberta_like", [](Json& file) { file["post_processor"]["cls"][1] = 999; }),
            "t: post_processor: id 999 is not one of the 420 tokens");
  EXPECT_EQ(changed("roberta_like", [](Json& file) { file["post_processor"]["cls"] = 1; }),
            "t: post_processor: field 'cls' must be [token, id], got 1");
  EXPECT_EQ(changed("unigram", [](Json& file) { file["model"]["vocab"] = 1; }),
            "t: model: field 'vocab' must be a list");
  EXPECT_EQ(changed("unigram", [](Json& file) { file["model"]["vocab"][0] = 1; }),
            "t: model: vocab: [token, score] is expected, got 1");
  EXPECT_THAT(changed("unigram", [](Json& file) { file["model"]["unk_id"] = 999; }),
              ::testing::HasSubstr("t: model: unigram: the unknown token must be one of the"));
  EXPECT_EQ(changed("unigram", [](Json& file) { file["pre_tokenizer"]["replacement"] = ""; }),
            "t: pre_tokenizer: field 'replacement' must be a character, got none");
  EXPECT_EQ(changed("clip_like", [](Json& file) { file["decoder"]["suffix"] = ""; }),
            "t: decoder: field 'suffix' must be a text, got none");
}

TEST(SubwordRefusals, OfPatternsInFiles) {
  const auto split = [](const Json& pattern) {
    return changed("word_level", [&](Json& file) {
      file["pre_tokenizer"] = {{"type", "Split"}, {"pattern", pattern}, {"behavior", "Isolated"}, {"invert", false}};
    });
  };
  EXPECT_EQ(split({{"Regex", "(a"}}), "t: pre_tokenizer: pattern: pattern: '(a': missing closing parenthesis");
  EXPECT_EQ(split(Json::object()), "t: pre_tokenizer: pattern: must be {\"Regex\": …} or {\"String\": …}");
  EXPECT_EQ(changed("word_level",
                    [](Json& file) {
                      file["pre_tokenizer"] = {{"type", "Punctuation"}, {"behavior", "Sometimes"}};
                    }),
            "t: pre_tokenizer: 'Sometimes' is not known");
}

}  // namespace
}  // namespace sextant::text
