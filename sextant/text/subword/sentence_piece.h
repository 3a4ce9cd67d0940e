// A tokenizer of SentencePiece's .model: Unigram or byte pairs over text in which "▁" stands for a space.
//
// The prefix before a text, the treatment of spaces, the table of characters and the fall-back on bytes are as the file
// says. Ids are equal to sentencepiece 0.2; decoded text too, but that the unknown token shows its name instead of " ⁇
// ".
#pragma once

#include <string_view>

#include "sextant/text/subword/pipeline_json.h"

namespace sextant::text {

/// @throws std::runtime_error "WHERE: …" as read_sentence_piece_file; for models of words or characters, spaces as
///         suffixes, unused pieces of byte pairs and denormalizers, which are not read
Tokenizer read_sentence_piece(std::string_view bytes, std::string_view where);

}  // namespace sextant::text
