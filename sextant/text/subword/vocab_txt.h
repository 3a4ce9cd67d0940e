// BERT's vocab.txt: one token a line, its id the number of the line from 0.
#pragma once

#include <string_view>

#include "sextant/text/subword/pipeline_json.h"

namespace sextant::text {

/// The file says nothing of letters: they are made small unless a token has a capital.
/// @param where  what errors name first
/// @throws std::runtime_error "WHERE:LINE: …" for a token given twice or that is not UTF-8, "WHERE: …" without [UNK]
Tokenizer read_vocab_txt(std::string_view bytes, std::string_view where);

}  // namespace sextant::text
