// What a tokenizer.json says of tokens beside its model: "added_tokens" and "post_processor".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sextant/io/json.h"
#include "sextant/text/subword/json_part.h"
#include "sextant/text/subword/pipeline.h"

namespace sextant::text {

io::Json added_tokens_json(const std::vector<AddedToken>& tokens);
/// @throws std::runtime_error naming a field that is not as it must be
std::vector<AddedToken> read_added_tokens(JsonPart& file);

/// A TemplateProcessing, or null where nothing surrounds a text.
/// @param names  of all tokens by id
io::Json surrounding_json(const Surrounding& surrounding, const std::vector<std::string>& names);
/// @throws std::runtime_error naming a post-processor that is not known
Surrounding read_surrounding(const io::SortedJson& json, std::string_view where);

}  // namespace sextant::text
