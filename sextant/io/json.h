// JSON with keys in the order they were written, errors with a place, and numbers that read back equal.
//
// Parsing is strict: no comments, no key twice in one object, valid UTF-8, at most 200 levels.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace sextant::io {

using Json = nlohmann::ordered_json;
/// Keys sorted instead: Json finds a key by looking at all before it, which for the header of a file with 10^5 tensors
/// takes minutes.
using SortedJson = nlohmann::json;

/// @param where  what errors name first: a path, "line 3 of x.jsonl", "--json"
/// @throws std::runtime_error "WHERE:LINE:COLUMN: what was expected", or "WHERE: key 'x' is given twice"
Json parse_json(std::string_view text, std::string_view where);
SortedJson parse_sorted_json(std::string_view text, std::string_view where);
/// @throws std::runtime_error as parse_json and read_file
Json read_json(const std::filesystem::path& path);

/// One line without spaces (kCompact), or indented by two spaces with a line feed at the end (kIndented).
enum class JsonStyle { kCompact, kIndented };
/// Shortest round-trip numbers, a fraction or exponent on every non-integer type, non-finite numbers as null;
/// bytes that are not UTF-8 become U+FFFD.
std::string to_text(const Json& value, JsonStyle style = JsonStyle::kCompact);

/// object[key] = value; a value that is not finite becomes null, and object["nonfinite"][key] says "nan", "inf" or
/// "-inf", since JSON has no word for them.
void set_number(Json& object, const std::string& key, double value);

}  // namespace sextant::io
