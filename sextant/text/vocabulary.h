// What a model's token ids mean: characters, bytes, or the symbols of a synthetic task. Ids are 0 … size - 1.
//
// Written as tokenizer.json of Hugging Face's `tokenizers`, which opens it and gives the same ids. The pre-tokenizer
// says which kind it is, since that library refuses a file with a key of anybody else's. Not here: learned subwords.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sextant::text {

enum class VocabularyKind {
  kCharacter,  ///< one token a code point
  kByte,       ///< one token a byte; 256 of them, id = byte
  kSymbol,     ///< tokens separated by spaces
};
/// "character", "byte", "symbol".
std::string_view name_of(VocabularyKind kind);

class Vocabulary {
 public:
  static Vocabulary bytes();
  /// The code points of `utf8`, each once, in the order of their numbers.
  /// @throws std::invalid_argument for empty or invalid text
  static Vocabulary characters(std::string_view utf8);
  /// Ids in the order given.
  /// @throws std::invalid_argument for no symbols, an empty one, one with white space, or one given twice
  static Vocabulary symbols(std::vector<std::string> symbols);

  VocabularyKind kind() const { return kind_; }
  int64_t size() const { return std::ssize(tokens_); }
  /// @throws std::invalid_argument "vocabulary: row R, column C: character 'é' (U+00E9) is not one of the 65 known"
  std::vector<int64_t> encode(std::string_view text) const;
  /// The tokens joined: with a space for symbols, else with nothing.
  /// @throws std::invalid_argument naming the first id outside [0, size)
  std::string decode(std::span<const int64_t> ids) const;
  /// The token's own text; of kByte one byte, which need not be UTF-8.
  /// @throws std::invalid_argument for an id outside [0, size)
  const std::string& token(int64_t id) const;

  /// A whole tokenizer.json, indented.
  std::string to_json() const;
  /// Reads what to_json writes, and nothing that would mean other ids.
  /// @param where  what errors name first
  /// @throws std::runtime_error "WHERE: …" naming an unknown pre-tokenizer, or the field that is not as it must be
  static Vocabulary from_json(std::string_view json, std::string_view where);

  bool operator==(const Vocabulary& other) const { return kind_ == other.kind_ && tokens_ == other.tokens_; }

 private:
  Vocabulary(VocabularyKind kind, std::vector<std::string> tokens);

  VocabularyKind kind_;
  std::vector<std::string> tokens_;
  std::map<std::string, int64_t, std::less<>> ids_;
};

}  // namespace sextant::text
