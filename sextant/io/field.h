// Fields of a JSON object that another program may have written, each with a sentence if it is not what it should be.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sextant/io/json.h"

namespace sextant::io {

/// The member `key` of `object`.
/// @param where  what errors name first: a path, "line 3 of x.jsonl"
/// @throws std::runtime_error "WHERE: must be an object, got …" or "WHERE: 'key' is missing"
const Json& field(const Json& object, const std::string& key, std::string_view where);

/// The member as a count, a number, a text or a list.
/// @throws std::runtime_error as field(), or "WHERE: 'key' must be an integer of at least 0, got -3"
int64_t count_field(const Json& object, const std::string& key, std::string_view where);
const std::string& text_field(const Json& object, const std::string& key, std::string_view where);
const Json& list_field(const Json& object, const std::string& key, std::string_view where);
/// What set_number() wrote: a number, or null with its word under "nonfinite".
double real_field(const Json& object, const std::string& key, std::string_view where);

}  // namespace sextant::io
