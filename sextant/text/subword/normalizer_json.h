// The steps of a "normalizer", as a tokenizer.json writes them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sextant/io/json.h"
#include "sextant/text/subword/json_part.h"
#include "sextant/text/subword/normalizer.h"

namespace sextant::text {

/// Null, one object, or a Sequence.
io::Json normalizers_json(const std::vector<Normalizer>& steps);

/// @throws std::runtime_error naming a step that is not known, or a field that is not as it must be
std::vector<Normalizer> read_normalizers(const io::SortedJson& json, std::string_view where);

/// {"Regex": …}, or {"String": …} for one that stands for a text.
io::Json pattern_json(const Pattern& pattern, const std::string& literal);

struct ReadPattern {
  Pattern pattern;
  std::string literal;
};
/// The field "pattern". @throws std::runtime_error as above
ReadPattern read_pattern(JsonPart& part);

}  // namespace sextant::text
