#include "sextant/report/utf8.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

namespace sextant::report {
namespace {

constexpr char32_t kReplacement = 0xfffd;

/// Bytes of the sequence that starts with `lead`; 0 if none does.
size_t sequence_length(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead < 0xe0) return 2;
  if (lead >= 0xe0 && lead < 0xf0) return 3;
  if (lead >= 0xf0 && lead < 0xf5) return 4;
  return 0;
}

struct Range {
  char32_t first, last;
};

bool in(char32_t c, std::span<const Range> ranges) {
  return std::any_of(ranges.begin(), ranges.end(), [c](Range r) { return c >= r.first && c <= r.last; });
}

// Unicode 15: the blocks of combining marks and zero-width characters, and of East Asian Width W and F with emoji.
constexpr std::array<Range, 7> kZeroWidth = {{{0x300, 0x36f},
                                              {0x483, 0x489},
                                              {0x591, 0x5bd},
                                              {0x200b, 0x200f},
                                              {0x20d0, 0x20ff},
                                              {0xfe00, 0xfe0f},
                                              {0xfe20, 0xfe2f}}};
constexpr std::array<Range, 9> kWide = {{{0x1100, 0x115f},
                                         {0x2e80, 0x303e},
                                         {0x3041, 0xa4cf},
                                         {0xac00, 0xd7a3},
                                         {0xf900, 0xfaff},
                                         {0xfe30, 0xfe6f},
                                         {0xff00, 0xff60},
                                         {0x1f300, 0x1faff},
                                         {0x20000, 0x3fffd}}};

}  // namespace

std::vector<char32_t> code_points(std::string_view text) {
  std::vector<char32_t> result;
  for (size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const size_t length = sequence_length(lead);
    char32_t c = length == 1 ? lead : lead & (0x7f >> length);
    size_t read = 1;
    for (; read < length && i + read < text.size() && (text[i + read] & 0xc0) == 0x80; ++read) {
      c = (c << 6) | (text[i + read] & 0x3f);
    }
    result.push_back(length != 0 && read == length ? c : kReplacement);
    i += read;
  }
  return result;
}

std::string utf8(char32_t c) {
  const auto byte = [](char32_t bits) { return static_cast<char>(bits); };
  const auto tail = [&](int shift) { return byte(0x80 | ((c >> shift) & 0x3f)); };
  if (c < 0x80) return {byte(c)};
  if (c < 0x800) return {byte(0xc0 | (c >> 6)), tail(0)};
  if (c < 0x10000) return {byte(0xe0 | (c >> 12)), tail(6), tail(0)};
  return {byte(0xf0 | (c >> 18)), tail(12), tail(6), tail(0)};
}

int64_t cells(std::string_view text) {
  int64_t count = 0;
  for (const char32_t c : code_points(text)) count += in(c, kZeroWidth) ? 0 : in(c, kWide) ? 2 : 1;
  return count;
}

std::string padded_right(std::string_view text, int64_t width) {
  return std::string(text) + std::string(std::max<int64_t>(0, width - cells(text)), ' ');
}

std::string padded_left(std::string_view text, int64_t width) {
  return std::string(std::max<int64_t>(0, width - cells(text)), ' ') + std::string(text);
}

std::vector<std::string> wrapped(std::string_view text, int64_t width) {
  std::vector<std::string> lines = {""};
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find_first_of(" \n", begin), text.size());
    const std::string_view word = text.substr(begin, end - begin);
    if (!lines.back().empty() && cells(lines.back()) + 1 + cells(word) > width) lines.emplace_back();
    if (!lines.back().empty() && !word.empty()) lines.back() += ' ';
    lines.back() += word;
    if (end < text.size() && text[end] == '\n') lines.emplace_back();
    begin = end + 1;
  }
  return lines;
}

std::string printable(std::string_view text) {
  std::string result;
  for (const char32_t c : code_points(text)) {
    const bool control = (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0);
    result += control ? fmt::format("\\u{:04x}", static_cast<uint32_t>(c)) : utf8(c);
  }
  return result;
}

}  // namespace sextant::report
