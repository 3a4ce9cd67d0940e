// The steps of a "pre_tokenizer", as a tokenizer.json writes them.
#pragma once

#include <string_view>
#include <vector>

#include "sextant/io/json.h"
#include "sextant/text/subword/json_part.h"
#include "sextant/text/subword/pre_tokenizer.h"

namespace sextant::text {

/// Null, one object, or a Sequence.
io::Json pre_tokenizers_json(const std::vector<PreTokenizer>& steps);

/// @throws std::runtime_error naming a step that is not known, or a field that is not as it must be
std::vector<PreTokenizer> read_pre_tokenizers(const io::SortedJson& json, std::string_view where);

/// "Isolated", "Removed", …
Separators read_separators(JsonPart& part);

}  // namespace sextant::text
