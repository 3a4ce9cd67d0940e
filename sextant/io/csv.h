// Comma-separated values as RFC 4180 quotes them.
//
// Rows end with a line feed alone, not with the RFC's CRLF: `cut`, `sort` and `awk` would see the carriage return.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace sextant::io {

/// The field, in quotes if it holds a comma, a quote or an end of line; quotes inside are doubled.
std::string csv_field(std::string_view field);
/// One row, with its line feed.
std::string csv_row(std::span<const std::string> fields);

}  // namespace sextant::io
