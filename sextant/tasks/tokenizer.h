// `tokenizer`: vocabularies learned, used and checked by themselves, one line of answer for each line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sextant/io/json.h"
#include "sextant/report/document.h"
#include "sextant/settings/spec.h"
#include "sextant/text/vocabulary.h"

namespace sextant::tasks {

struct TrainTokenizerOptions {
  std::string spec = {};            ///< "bpe:N", "wordpiece:N", "word", "char" or "byte"
  std::string data = {};            ///< a text file
  bool special_tokens = true;       ///< of char, byte and bpe:N; the others always have them
  int64_t vocabulary_size = 30000;  ///< of word and char
  int64_t least_count = 1;          ///< of word and char

  bool operator==(const TrainTokenizerOptions&) const = default;
};
template <class Visit>
void fields(TrainTokenizerOptions& options, Visit&& visit) {
  visit("spec", options.spec, "what a token is: bpe:N, wordpiece:N, word, char or byte");
  visit("data", options.data, "the text it is learned from");
  visit("special-tokens", options.special_tokens, "ids 0 to 3 are <PAD>, <UNK>, <BOS> and <EOS>");
  visit("vocabulary-size", options.vocabulary_size, "tokens of word or char, the most frequent ones");
  visit("least-count", options.least_count, "times a word or character must be there to be known");
}
static_assert(settings::Fields<TrainTokenizerOptions>);

struct TrainTokenizerResult {
  std::string file;  ///< a tokenizer.json
  int64_t tokens;
};
/// @throws Failure E-USAGE-VALUE for a spec that is none, E-DATA-FILE, E-DATA-UTF8
TrainTokenizerResult train_tokenizer(const TrainTokenizerOptions& options);

struct TokenizerOptions {
  std::string vocabulary = {};  ///< a file or folder (text/read_vocabulary.h)
  std::string input = "-";      ///< a file of lines, or "-" for stdin
  bool parse_special = false;   ///< names of special tokens in a text are those tokens

  bool operator==(const TokenizerOptions&) const = default;
};
template <class Visit>
void fields(TokenizerOptions& options, Visit&& visit) {
  visit("vocabulary", options.vocabulary,
        "a tokenizer.json, vocab.txt, .tiktoken or .model, or a folder with one, or with vocab.json and merges.txt");
  visit("input", options.input, "a file of lines, or - for stdin");
  visit("parse-special", options.parse_special, "names of special tokens in a text are those tokens");
}
static_assert(settings::Fields<TokenizerOptions>);

/// A line whose recorded ids are not those found.
struct TokenizerDifference {
  int64_t line;  ///< from 1
  std::string text;
  std::vector<int64_t> expected, found;
};

/// One tokenizer over the lines of one input.
class LineTokenizer {
 public:
  /// @throws Failure E-TOKENIZER for a file that is missing, broken or not understood
  explicit LineTokenizer(const TokenizerOptions& options);

  /// @throws Failure E-DATA-UTF8, E-TOKENIZER naming the line, counted over all calls
  std::vector<int64_t> encode(const std::string& line);
  /// The text of ids separated by spaces.
  /// @throws Failure E-USAGE-VALUE naming the line and what is no id
  std::string decode(const std::string& line);
  /// "TEXT<TAB>…<TAB>IDS", as recorded elsewhere, held against the ids found.
  /// @throws Failure E-DATA-ROW for a line without a tab, and as encode
  void check(const std::string& line);

  int64_t lines() const { return lines_; }
  const std::vector<TokenizerDifference>& differences() const { return differences_; }

 private:
  std::string place() const;
  std::vector<int64_t> ids_of(std::string_view text) const;
  std::vector<int64_t> parsed_ids(std::string_view text) const;

  TokenizerOptions options_;
  text::Vocabulary vocabulary_;
  int64_t lines_ = 0;
  std::vector<TokenizerDifference> differences_ = {};
};

/// Ids with a space between each two.
std::string line_of(const std::vector<int64_t>& ids);
/// A text in one line: line ends as "\n" and "\r", written with a backslash.
std::string line_of(std::string_view text);

/// What was checked, with the first differences.
report::Document check_document(const LineTokenizer& checked);
io::Json check_json(const LineTokenizer& checked);

}  // namespace sextant::tasks
