// Base64 (RFC 4648, section 4), in which files of text carry bytes.
#pragma once

#include <string>
#include <string_view>

namespace sextant::text {

std::string base64_of(std::string_view bytes);
/// @throws std::invalid_argument "base64: …" naming the first character that is none, or a length that is not a
/// multiple
///         of 4
std::string from_base64(std::string_view text);

}  // namespace sextant::text
