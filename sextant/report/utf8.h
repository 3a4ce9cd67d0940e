// Text as terminals and pictures measure it: code points and cells.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sextant::report {

/// The code points of UTF-8 text; a byte that belongs to none becomes U+FFFD.
std::vector<char32_t> code_points(std::string_view text);

/// A code point as UTF-8.
std::string utf8(char32_t code_point);

/// Terminal cells: combining marks take none, East Asian wide characters and emoji two.
int64_t cells(std::string_view text);

/// Text filled up with spaces to `width` cells on the right or on the left.
std::string padded_right(std::string_view text, int64_t width);
std::string padded_left(std::string_view text, int64_t width);

/// Lines of at most `width` cells, broken at spaces and at '\n'; a longer word stands alone.
std::vector<std::string> wrapped(std::string_view text, int64_t width);

/// Control characters other than '\n' and '\t' as "\u001b", so that foreign text cannot drive a terminal.
std::string printable(std::string_view text);

}  // namespace sextant::report
