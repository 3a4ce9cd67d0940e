// The steps of a "decoder", as a tokenizer.json writes them.
#pragma once

#include <string_view>
#include <vector>

#include "sextant/io/json.h"
#include "sextant/text/subword/decoder.h"

namespace sextant::text {

/// Null, one object, or a Sequence.
io::Json decoders_json(const std::vector<Decoder>& steps);

/// @throws std::runtime_error naming a step that is not known, or a field that is not as it must be
std::vector<Decoder> read_decoders(const io::SortedJson& json, std::string_view where);

}  // namespace sextant::text
