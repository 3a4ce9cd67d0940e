// tiktoken's files: a token's bytes in base64 and its rank, one a line.
//
// The file holds no pattern that cuts a text into words. Those of OpenAI are known by their number of tokens: GPT-2's
// for up to 50,281, cl100k's for 100,256, o200k's for 199,998 (tiktoken_ext/openai_public.py, 0.14).
#pragma once

#include <string_view>

#include "sextant/text/subword/pipeline_json.h"

namespace sextant::text {

/// With GPT-2's words, <|endoftext|> is the token after the last.
/// @throws std::runtime_error "WHERE:LINE: …" for a line that is no token and rank, or a rank out of order; "WHERE: …"
///         for a number of tokens that no pattern is known for
Tokenizer read_tiktoken(std::string_view bytes, std::string_view where);

}  // namespace sextant::text
