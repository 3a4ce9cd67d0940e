// The 256 characters that stand for bytes in a byte-level tokenizer.json: GPT-2's bytes_to_unicode.
//
// Printable Latin-1 stands for itself; the 68 other bytes take U+0100 and above, in order.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sextant::text {

/// UTF-8 of the character that stands for each byte.
std::vector<std::string> byte_characters();

/// Each byte as its character.
std::string characters_of(std::string_view bytes);
/// The bytes that `characters` stand for.
/// @return nothing if one of them stands for none, or they are not UTF-8
std::optional<std::string> bytes_of(std::string_view characters);

}  // namespace sextant::text
