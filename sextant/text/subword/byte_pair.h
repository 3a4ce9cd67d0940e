// Byte-pair encoding: a word's smallest parts, merged two by two, the pair learned first before all others.
//
// Sennrich et al. 2016 (arXiv:1508.07909); over bytes: GPT-2, Radford et al. 2019. Equal to the BPE model of
// `tokenizers` 0.23, without its dropout. Not here: cutting a text into words (pre_tokenizer.h), learning the pairs
// (byte_pair_training.h).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sextant/text/subword/token_ids.h"

namespace sextant::text {

/// Where token `left` stands before token `right`, both become token `whole`. Lowest rank first.
struct Merge {
  int64_t left, right, whole;
  int64_t rank;
  bool operator==(const Merge&) const = default;
};

/// What a word is cut into before anything merges.
enum class Symbols { kBytes, kCharacters };

struct BytePairOptions {
  Symbols symbols = Symbols::kBytes;
  std::optional<int64_t> unknown = {};  ///< for a symbol that is no token; without one it is left out
  bool fuse_unknown = false;            ///< neighbouring unknown ones are one
  bool byte_fallback = false;           ///< unknown characters become tokens "<0xE4>" where those exist
  bool whole_words = false;             ///< a word that is a token is not cut at all
  std::string prefix = {};              ///< of each symbol but a word's first
  std::string suffix = {};              ///< of a word's last symbol
  bool operator==(const BytePairOptions&) const = default;
};

/// Appends "<0xE4>" for each byte, if all of them are tokens.
/// @return whether they are
bool append_byte_tokens(const TokenIds& ids, std::string_view bytes, std::vector<int64_t>& into);

class BytePair {
 public:
  /// @param ids  of tokens that may come of a word
  BytePair(TokenIds ids, const std::vector<Merge>& merges, BytePairOptions options);

  /// Appends the ids of a word's tokens. In time n log n of its length.
  /// @param word  any bytes for Symbols::kBytes, else valid UTF-8
  void encode(std::string_view word, std::vector<int64_t>& into) const;

  const TokenIds& ids() const { return ids_; }
  const BytePairOptions& options() const { return options_; }
  /// By rank.
  std::vector<Merge> merges() const;

 private:
  struct Target {
    int64_t whole, rank;
  };
  std::vector<int64_t> symbols_of(std::string_view word) const;
  void append_unknown(std::string_view symbol, std::vector<int64_t>& symbols) const;
  const Target* target(int64_t left, int64_t right) const;
  void merge(std::vector<int64_t>& symbols) const;

  TokenIds ids_;
  BytePairOptions options_;
  std::array<int64_t, 256> byte_ids_;                 ///< kNone where a byte is no token
  std::unordered_map<uint64_t, Target> merges_ = {};  ///< by both ids
};

}  // namespace sextant::text
