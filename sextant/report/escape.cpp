#include "sextant/report/escape.h"

#include <algorithm>

#include "sextant/report/utf8.h"

namespace sextant::report {
namespace {

constexpr char32_t kReplacement = 0xfffd;

bool allowed_in_xml(char32_t c) { return c >= 0x20 || c == '\t' || c == '\n'; }

}  // namespace

std::string escaped(std::string_view text) {
  std::string result;
  for (const char32_t c : code_points(text)) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\'':
        result += "&#39;";
        break;
      default:
        result += utf8(allowed_in_xml(c) ? c : kReplacement);
    }
  }
  return result;
}

std::string inside_script(std::string_view json) {
  std::string result;
  for (const char c : json) {
    if (c == '<') {
      result += "\\u003c";
    } else {
      result += c;
    }
  }
  return result;
}

std::string base64(std::span<const uint8_t> bytes) {
  static constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string result;
  result.reserve((bytes.size() + 2) / 3 * 4);
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const size_t left = std::min<size_t>(3, bytes.size() - i);
    uint32_t group = bytes[i] << 16;
    if (left > 1) group |= bytes[i + 1] << 8;
    if (left > 2) group |= bytes[i + 2];
    for (size_t digit = 0; digit < 4; ++digit) {
      result += digit <= left ? kDigits[(group >> (18 - 6 * digit)) & 63] : '=';
    }
  }
  return result;
}

}  // namespace sextant::report
