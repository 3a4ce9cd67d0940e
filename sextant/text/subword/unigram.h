// Unigram: the tokens whose probabilities multiply to most, found by Viterbi's algorithm.
//
// Kudo 2018 (arXiv:1804.10959); equal to `tokenizers` 0.23 and SentencePiece 0.2 (EncodeOptimized). Not here: learning
// the probabilities, sampling.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sextant/text/subword/token_ids.h"

namespace sextant::text {

struct UnigramOptions {
  std::optional<int64_t> unknown = {};  ///< for a code point no token spells; neighbouring ones are one
  bool byte_fallback = false;           ///< an unknown one becomes tokens "<0xE4>" where those exist; no text is those
  bool operator==(const UnigramOptions&) const = default;
};

/// A token and the logarithm of its probability.
struct ScoredToken {
  std::string text;
  double score;
  bool operator==(const ScoredToken&) const = default;
};

class Unigram {
 public:
  /// @param tokens  by id; one with an empty text comes of no word
  /// @throws std::invalid_argument "unigram: …" for no tokens, or an unknown one that is not among them
  Unigram(std::vector<ScoredToken> tokens, UnigramOptions options);

  /// Appends the ids of a word's tokens. In time n times the longest token.
  /// @param word  valid UTF-8
  /// @throws std::invalid_argument for a code point that no token spells, if there is no unknown one
  void encode(std::string_view word, std::vector<int64_t>& into) const;

  const TokenIds& ids() const { return ids_; }
  const std::vector<ScoredToken>& tokens() const { return tokens_; }
  const UnigramOptions& options() const { return options_; }

 private:
  struct Node;
  std::vector<Node> best_ends(std::string_view word) const;
  void append_unknown(std::string_view text, std::vector<int64_t>& into) const;
  template <class Visit>
  void visit_prefixes(std::string_view text, Visit&& visit) const;

  std::vector<ScoredToken> tokens_;
  UnigramOptions options_;
  TokenIds ids_ = {};
  std::vector<int64_t> sorted_ = {};  ///< ids in the order of their texts
  double unknown_score_ = 0;
};

}  // namespace sextant::text
