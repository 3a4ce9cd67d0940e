#include "sextant/text/utf8.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace sextant::text {
namespace {

/// One row of the Unicode Standard's table 3-7: the first byte, and what the second may be. Later ones are 80 … BF.
struct Form {
  unsigned char first_low, first_high;
  unsigned char second_low, second_high;
  size_t bytes;
};
constexpr std::array<Form, 9> kForms = {{{0x00, 0x7f, 0x00, 0x00, 1},
                                         {0xc2, 0xdf, 0x80, 0xbf, 2},
                                         {0xe0, 0xe0, 0xa0, 0xbf, 3},
                                         {0xe1, 0xec, 0x80, 0xbf, 3},
                                         {0xed, 0xed, 0x80, 0x9f, 3},
                                         {0xee, 0xef, 0x80, 0xbf, 3},
                                         {0xf0, 0xf0, 0x90, 0xbf, 4},
                                         {0xf1, 0xf3, 0x80, 0xbf, 4},
                                         {0xf4, 0xf4, 0x80, 0x8f, 4}}};

unsigned char byte_at(std::string_view text, size_t i) { return static_cast<unsigned char>(text[i]); }
bool is_continuation(unsigned char byte) { return byte >= 0x80 && byte <= 0xbf; }

/// Bytes of the code point at the beginning of `text`; -n if the first n bytes, or all there are, show that it is none.
int form_length(std::string_view text) {
  const unsigned char first = byte_at(text, 0);
  const auto form = std::ranges::find_if(kForms, [&](const Form& f) { return first <= f.first_high; });
  if (form == kForms.end() || first < form->first_low) return -1;
  for (size_t i = 1; i < form->bytes; ++i) {
    if (i >= text.size()) return -static_cast<int>(i) - 1;
    const unsigned char byte = byte_at(text, i);
    const bool fits = i == 1 ? byte >= form->second_low && byte <= form->second_high : is_continuation(byte);
    if (!fits) return -static_cast<int>(i) - 1;
  }
  return static_cast<int>(form->bytes);
}

std::string hexadecimal(uint32_t value, size_t digits) {
  std::string text;
  for (; value != 0 || text.size() < digits; value /= 16) text += "0123456789ABCDEF"[value % 16];
  return {text.rbegin(), text.rend()};
}

/// The bytes up to and including the wrong one.
std::string broken_bytes(std::string_view text, int length) {
  std::string bytes = "invalid UTF-8, bytes";
  for (size_t i = 0; i < std::min(text.size(), static_cast<size_t>(-length)); ++i) {
    bytes += " 0x" + hexadecimal(byte_at(text, i), 2);
  }
  return bytes;
}

}  // namespace

Place place_of(std::string_view text, int64_t offset) {
  const std::string_view before = text.substr(0, static_cast<size_t>(offset));
  const size_t line_start = before.rfind('\n') + 1;  // npos + 1 = 0
  return {.row = 1 + std::ranges::count(before, '\n'), .column = 1 + code_points(before.substr(line_start))};
}

std::optional<Utf8Fault> first_fault(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const int length = form_length(text.substr(at));
    const bool nul = text[at] == '\0';
    if (length < 0 || nul) {
      const auto offset = static_cast<int64_t>(at);
      return Utf8Fault{
          .offset = offset,
          .place = place_of(text, offset),
          .what = nul ? "NUL byte, so this is binary and not text" : broken_bytes(text.substr(at), length)};
    }
    at += static_cast<size_t>(length);
  }
  return std::nullopt;
}

std::string repaired(std::string_view bytes) {
  std::string text;
  while (!bytes.empty()) {
    const int length = form_length(bytes);
    const size_t taken = length < 0 ? 1 : static_cast<size_t>(length);
    text += length < 0 ? "\xEF\xBF\xBD" : bytes.substr(0, taken);
    bytes.remove_prefix(taken);
  }
  return text;
}

CodePoint next_code_point(std::string_view& rest) {
  const int length = form_length(rest);
  if (length < 0) throw std::invalid_argument("utf8: " + broken_bytes(rest, length));
  const std::string_view bytes = rest.substr(0, static_cast<size_t>(length));
  // The first byte's payload: 7, 5, 4 or 3 low bits.
  char32_t value = byte_at(bytes, 0) & (length == 1 ? 0x7f : 0xff >> (length + 1));
  for (size_t i = 1; i < bytes.size(); ++i) value = value << 6 | (byte_at(bytes, i) & 0x3f);
  rest.remove_prefix(bytes.size());
  return {.value = value, .bytes = bytes};
}

std::string utf8_of(char32_t value) {
  if (value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) {
    throw std::invalid_argument("utf8: " + code_point_name(value) + " is no character");
  }
  if (value < 0x80) return {static_cast<char>(value)};
  const size_t bytes = value < 0x800 ? 2 : value < 0x10000 ? 3 : 4;
  std::string text(bytes, '\0');
  for (size_t i = bytes; i-- > 1; value >>= 6) text[i] = static_cast<char>(0x80 | (value & 0x3f));
  text[0] = static_cast<char>((0xf00 >> bytes & 0xff) | value);
  return text;
}

std::string utf8_of(std::u32string_view text) {
  std::string bytes;
  for (const char32_t c : text) bytes += utf8_of(c);
  return bytes;
}

std::u32string utf32_of(std::string_view utf8) {
  std::u32string text;
  while (!utf8.empty()) text += next_code_point(utf8).value;
  return text;
}

int64_t code_points(std::string_view text) {
  return std::ranges::count_if(text, [](char c) { return !is_continuation(static_cast<unsigned char>(c)); });
}

std::string code_point_name(char32_t value) { return "U+" + hexadecimal(value, 4); }

}  // namespace sextant::text
