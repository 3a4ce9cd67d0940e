// A vocabulary by its name: made of texts, or read from a file.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "sextant/text/vocabulary.h"

namespace sextant::text {

struct VocabularyOptions {
  Specials specials = Specials::kFour;  ///< of char, byte and bpe:N; word and wordpiece:N always have them
  KnownWords known = {};                ///< of word, and of char with special tokens
};

/// @param spec   "char", "byte", "word", "bpe:N" (byte-level byte pairs, N tokens in all), "wordpiece:N", or the path
/// of
///               a file or folder that read_vocabulary knows
/// @param texts  what it is learned from; "byte" and a path look at none
/// @throws std::invalid_argument "tokenizer: …" for another spec or a size that is no number, and as the vocabularies
/// @throws std::runtime_error as read_vocabulary
Vocabulary make_vocabulary(std::string_view spec, std::span<const std::string_view> texts,
                           const VocabularyOptions& options = {});

/// Whether a spec names a vocabulary that is made here, not a path.
bool is_made_here(std::string_view spec);

}  // namespace sextant::text
