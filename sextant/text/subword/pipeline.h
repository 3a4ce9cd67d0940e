// All that stands between a text and its ids, in the order in which it happens: the parts of a tokenizer.json.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "sextant/text/subword/added_token.h"
#include "sextant/text/subword/byte_pair.h"
#include "sextant/text/subword/byte_pair_training.h"
#include "sextant/text/subword/decoder.h"
#include "sextant/text/subword/normalizer.h"
#include "sextant/text/subword/pre_tokenizer.h"
#include "sextant/text/subword/unigram.h"
#include "sextant/text/subword/word_level.h"
#include "sextant/text/subword/word_piece.h"

namespace sextant::text {

using Model = std::variant<BytePair, WordPiece, Unigram, WordLevel>;

/// The ids a post-processor puts around a single text: [CLS] and [SEP].
struct Surrounding {
  std::vector<int64_t> before = {}, after = {};
  bool operator==(const Surrounding&) const = default;
};

struct Pipeline {
  std::vector<AddedToken> added = {};
  std::vector<Normalizer> normalizers = {};
  std::vector<PreTokenizer> pre_tokenizers = {};
  Model model;
  std::vector<Decoder> decoders = {};
  Surrounding surrounding = {};  ///< said, not done: whoever makes batches decides
};

/// Whether names of special tokens in a text are those tokens.
enum class SpecialNames { kText, kTokens };

/// The ids of a text, without what surrounds it.
/// @throws std::invalid_argument "utf8: …" for text that is not UTF-8, and as the model
std::vector<int64_t> encode(const Pipeline& pipeline, std::string_view text, SpecialNames names = SpecialNames::kText);

/// How often each word is in the texts, as the normalizers and pre-tokenizers make them.
/// @throws std::invalid_argument as encode
WordCounts count_words(const std::vector<Normalizer>& normalizers, const std::vector<PreTokenizer>& pre_tokenizers,
                       std::span<const std::string_view> texts);

/// Whether tokens are bytes, which a file writes as characters.
bool is_byte_level(const std::vector<PreTokenizer>& steps);

/// The tokens that come of words, by their text.
const TokenIds& ids_of(const Model& model);
/// The token of what the model does not know, if it has one.
std::optional<int64_t> unknown_of(const Model& model);

}  // namespace sextant::text
