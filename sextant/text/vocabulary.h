// What a model's token ids mean: characters, bytes, words, or the symbols of a synthetic task. Ids are 0 … size - 1.
//
// One that reads texts it was not made of has four special tokens before all others, so that nothing is unknown to it.
// They stand for no text: no text is ever read as one of them.
//
// Written as tokenizer.json of Hugging Face's `tokenizers`, which opens it and gives the same ids. The pre-tokenizer
// says which kind it is, since that library refuses a file with a key of anybody else's. Not here: learned subwords.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sextant/text/words.h"

namespace sextant::text {

enum class VocabularyKind {
  kCharacter,  ///< one token a code point
  kByte,       ///< one token a byte; 256 of them, id = byte
  kSymbol,     ///< tokens separated by spaces
  kWord,       ///< one token a word (words.h)
};
/// "character", "byte", "symbol", "word".
std::string_view name_of(VocabularyKind kind);

/// The special tokens, where a vocabulary has them.
constexpr int64_t kPad = 0, kUnknown = 1, kBegin = 2, kEnd = 3;
constexpr std::array<std::string_view, 4> kSpecialTokens = {"<PAD>", "<UNK>", "<BOS>", "<EOS>"};  ///< by id

struct KnownWords {
  LetterCase letters = LetterCase::kLower;
  int64_t most = 30000;  ///< tokens kept, the most frequent ones; special tokens count
  int64_t least = 1;     ///< times a token must be there
};

class Vocabulary {
 public:
  static Vocabulary bytes();
  /// The code points of `utf8`, each once, in the order of their numbers.
  /// @throws std::invalid_argument for empty or invalid text
  static Vocabulary characters(std::string_view utf8);
  /// Ids in the order given.
  /// @throws std::invalid_argument for no symbols, an empty one, one with white space, or one given twice
  static Vocabulary symbols(std::vector<std::string> symbols);

  /// The words of all texts, with special tokens, most frequent first, equally frequent ones by their bytes.
  /// @throws std::invalid_argument unless most > 4 and least >= 1, or for texts without a word
  static Vocabulary words(std::span<const std::string_view> texts, const KnownWords& known);
  /// The same of code points; `letters` has no say.
  static Vocabulary open_characters(std::span<const std::string_view> texts, const KnownWords& known);

  VocabularyKind kind() const { return kind_; }
  /// Whether ids 0 to 3 are <PAD>, <UNK>, <BOS> and <EOS>.
  bool has_specials() const { return specials_; }
  int64_t size() const { return std::ssize(tokens_); }
  /// What is not known becomes kUnknown where there is one.
  /// @throws std::invalid_argument "vocabulary: row R, column C: character 'é' (U+00E9) is not one of the 65 known"
  std::vector<int64_t> encode(std::string_view text) const;
  /// The tokens joined: with a space for symbols and words, else with nothing.
  /// @throws std::invalid_argument naming the first id outside [0, size)
  std::string decode(std::span<const int64_t> ids) const;
  /// The token's own text; of kByte one byte, which need not be UTF-8.
  /// @throws std::invalid_argument for an id outside [0, size)
  const std::string& token(int64_t id) const;
  /// The id whose own text this is.
  std::optional<int64_t> id_of(std::string_view token) const;
  /// Whether decode() puts spaces between tokens.
  bool spaced() const { return kind_ == VocabularyKind::kSymbol || kind_ == VocabularyKind::kWord; }

  /// A whole tokenizer.json, indented.
  std::string to_json() const;
  /// Reads what to_json writes, and nothing that would mean other ids.
  /// @param where  what errors name first
  /// @throws std::runtime_error "WHERE: …" naming an unknown pre-tokenizer, or the field that is not as it must be
  static Vocabulary from_json(std::string_view json, std::string_view where);

  bool operator==(const Vocabulary& other) const {
    return kind_ == other.kind_ && specials_ == other.specials_ && letters_ == other.letters_ &&
           tokens_ == other.tokens_;
  }

 private:
  Vocabulary(VocabularyKind kind, std::vector<std::string> tokens);

  VocabularyKind kind_;
  bool specials_ = false;
  LetterCase letters_ = LetterCase::kKept;  ///< of kWord
  std::vector<std::string> tokens_;
  std::map<std::string, int64_t, std::less<>> ids_;
};

}  // namespace sextant::text
