// GPT-2's two files: vocab.json, {token: id, …} with bytes as characters, and merges.txt, one pair a line, in the order
// in which they were learned.
#pragma once

#include <string_view>

#include "sextant/text/subword/pipeline_json.h"

namespace sextant::text {

/// A file and what errors call it.
struct NamedText {
  std::string_view text, where;
};

/// @throws std::runtime_error "WHERE:LINE: …" for a line of merges that is no pair of tokens, and as read_tokenizer
Tokenizer read_gpt2_files(NamedText vocabulary, NamedText merges);

}  // namespace sextant::text
