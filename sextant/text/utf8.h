// UTF-8, strictly: the Unicode Standard 15.0, table 3-7. No overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sextant::text {

/// Where a byte stands, for people: both count from 1, columns in code points. Rows end at "\n".
struct Place {
  int64_t row;
  int64_t column;
  bool operator==(const Place&) const = default;
};
/// The place of the byte at `offset`; what stands before it must be valid.
Place place_of(std::string_view text, int64_t offset);

/// The first thing that is not text.
struct Utf8Fault {
  int64_t offset;  ///< bytes before it
  Place place;
  std::string what;  ///< "invalid UTF-8, bytes 0xC3 0x28", or "NUL byte, so this is binary and not text"
};
/// Nothing if `text` is valid UTF-8 without NUL.
std::optional<Utf8Fault> first_fault(std::string_view text);

struct CodePoint {
  char32_t value;
  std::string_view bytes;  ///< 1 to 4, inside the text it came from
};
/// Takes the first code point off `rest`, which must not be empty. NUL passes.
/// @throws std::invalid_argument "utf8: invalid UTF-8, bytes …"
CodePoint next_code_point(std::string_view& rest);

/// The text with U+FFFD for each byte that is no part of a code point: what a model of bytes has broken off.
std::string repaired(std::string_view bytes);

/// The bytes of a code point.
/// @throws std::invalid_argument for a surrogate or a value above U+10FFFF
std::string utf8_of(char32_t value);

/// The same of a whole text.
std::string utf8_of(std::u32string_view text);
/// @throws std::invalid_argument as next_code_point
std::u32string utf32_of(std::string_view utf8);

/// Number of code points of a valid text.
int64_t code_points(std::string_view text);

/// A code point as people look it up: "U+00E9".
std::string code_point_name(char32_t value);

}  // namespace sextant::text
