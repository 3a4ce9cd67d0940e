// WordPiece: the longest token a word begins with, then the longest continuation, and so on.
//
// Schuster and Nakajima 2012; as BERT does it, Devlin et al. 2019, google-research/bert, WordpieceTokenizer. Equal to
// the model of that name in `tokenizers` 0.23. Not here: cutting a text into words (words.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sextant/text/subword/token_ids.h"

namespace sextant::text {

struct WordPieceOptions {
  int64_t unknown = 0;         ///< for a whole word that cannot be spelled
  std::string prefix = "##";   ///< of tokens that go on with a word
  int64_t longest_word = 100;  ///< code points; a longer one is unknown. 100 is the reference's
  bool operator==(const WordPieceOptions&) const = default;
};

class WordPiece {
 public:
  WordPiece(TokenIds ids, WordPieceOptions options);
  /// Appends the ids of a word's tokens, or the unknown one alone.
  /// @param word  valid UTF-8
  void encode(std::string_view word, std::vector<int64_t>& into) const;
  const TokenIds& ids() const { return ids_; }
  const WordPieceOptions& options() const { return options_; }

 private:
  TokenIds ids_;
  WordPieceOptions options_;
  size_t longest_token_ = 0;  ///< bytes
};

}  // namespace sextant::text
