// Foreign text inside markup, and bytes inside text.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace sextant::report {

/// Text for XML and HTML content and for attributes in double quotes. Control characters that XML 1.0 forbids, and
/// bytes that are not UTF-8, become U+FFFD.
std::string escaped(std::string_view text);

/// JSON text that cannot end a <script> element: every '<' becomes "\u003c".
std::string inside_script(std::string_view json);

/// RFC 4648, with padding.
std::string base64(std::span<const uint8_t> bytes);

}  // namespace sextant::report
