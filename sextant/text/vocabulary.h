// What a model's token ids mean: characters, bytes, words, parts of words, or the symbols of a synthetic task. Ids are
// 0 … size - 1.
//
// One that was made here and reads texts it was not made of has four special tokens before all others, so that nothing
// is unknown to it; one from elsewhere has its own. They stand for no text: no text is read as one of them.
//
// Written as tokenizer.json of Hugging Face's `tokenizers`, which opens it and gives the same ids. The pre-tokenizer
// says which kind it is, since that library refuses a file with a key of anybody else's. Not here: the algorithms that
// find parts of words (subword/), and choosing one of all these by its name (make_vocabulary.h).
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
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
  kBytePair,   ///< subword/byte_pair.h
  kWordPiece,  ///< subword/word_piece.h
  kUnigram,    ///< subword/unigram.h
};
/// "character", "byte", "symbol", "word", "bpe", "wordpiece", "unigram".
std::string_view name_of(VocabularyKind kind);

/// The ids of tokens that stand for no text, of those a vocabulary has.
struct SpecialIds {
  std::optional<int64_t> pad, unknown, begin, end;
  bool operator==(const SpecialIds&) const = default;
};
/// Those of every vocabulary made here that reads texts it was not made of.
constexpr int64_t kPad = 0, kUnknown = 1, kBegin = 2, kEnd = 3;
constexpr std::array<std::string_view, 4> kSpecialTokens = {"<PAD>", "<UNK>", "<BOS>", "<EOS>"};  ///< by id

/// Whether a vocabulary made of texts has them.
enum class Specials { kNone, kFour };

constexpr SpecialIds kOwnSpecials = {.pad = kPad, .unknown = kUnknown, .begin = kBegin, .end = kEnd};

struct KnownWords {
  LetterCase letters = LetterCase::kLower;
  int64_t most = 30000;  ///< tokens kept, the most frequent ones; special tokens count
  int64_t least = 1;     ///< times a token must be there
};

struct Pipeline;

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

  /// Byte-level byte pairs, learned from all texts; nothing is unknown to them. Ids: special tokens, the 256 bytes,
  /// learned ones in their order.
  /// @param size  tokens; fewer come of texts that have no more pairs
  /// @throws std::invalid_argument for a size without room for the bytes, or for invalid text
  static Vocabulary byte_pairs(std::span<const std::string_view> texts, int64_t size, Specials specials);
  /// WordPiece's parts of BERT's words in lower case, learned from all texts as byte pairs are, with special tokens.
  /// @throws std::invalid_argument for a size without room for the characters, or for invalid text
  static Vocabulary word_pieces(std::span<const std::string_view> texts, int64_t size);

  /// Any other tokenizer.
  /// @param tokens  the text of each by its id; of a byte-level one, bytes
  Vocabulary(std::vector<std::string> tokens, Pipeline pipeline, const SpecialIds& specials);

  VocabularyKind kind() const { return kind_; }
  const SpecialIds& specials() const { return specials_; }
  /// Whether whole texts can be batches of it: it has tokens to begin, to end and to pad.
  bool has_specials() const { return specials_.pad && specials_.begin && specials_.end; }
  int64_t size() const { return std::ssize(tokens_); }
  /// What is not known becomes specials().unknown where there is one.
  /// @throws std::invalid_argument "vocabulary: row R, column C: character 'é' (U+00E9) is not one of the 65 known"
  std::vector<int64_t> encode(std::string_view text) const;
  /// The same, but the names of special tokens in the text are read as those tokens, if they are of a tokenizer that
  /// marks them so.
  /// @throws std::invalid_argument as encode
  std::vector<int64_t> encode_with_specials(std::string_view text) const;
  /// The tokens joined: with a space for symbols and words, with nothing for characters and bytes, and as their own
  /// tokenizer joins parts of words.
  /// @throws std::invalid_argument naming the first id outside [0, size)
  std::string decode(std::span<const int64_t> ids) const;
  /// The token's own text; of kByte one byte, which need not be UTF-8.
  /// @throws std::invalid_argument for an id outside [0, size)
  const std::string& token(int64_t id) const;
  /// What the token adds to a text that goes on, the space before it included.
  /// @throws std::invalid_argument for an id outside [0, size)
  std::string spelled(int64_t id) const;
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

  bool operator==(const Vocabulary& other) const;

 private:
  Vocabulary(VocabularyKind kind, std::vector<std::string> tokens);

  VocabularyKind kind_;
  SpecialIds specials_ = {};
  LetterCase letters_ = LetterCase::kKept;  ///< of kWord
  std::vector<std::string> tokens_;
  std::map<std::string, int64_t, std::less<>> ids_;
  std::shared_ptr<const Pipeline> pipeline_ = {};  ///< of the kinds that find parts of words
};

}  // namespace sextant::text
