#include "sextant/text/subword/base64.h"

#include <cstdint>
#include <stdexcept>

namespace sextant::text {
namespace {

constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

uint32_t byte_at(std::string_view bytes, size_t i) {
  return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0;
}

uint32_t digit(char c) {
  const size_t value = kDigits.find(c);
  if (value == std::string_view::npos)
    throw std::invalid_argument(std::string("base64: '") + c + "' is no digit of it");
  return static_cast<uint32_t>(value);
}

}  // namespace

std::string base64_of(std::string_view bytes) {
  std::string text;
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const uint32_t group = byte_at(bytes, i) << 16 | byte_at(bytes, i + 1) << 8 | byte_at(bytes, i + 2);
    for (size_t k = 0; k < 4; ++k) text += i + k <= bytes.size() ? kDigits[group >> (18 - 6 * k) & 63] : '=';
  }
  return text;
}

std::string from_base64(std::string_view text) {
  if (text.size() % 4 != 0)
    throw std::invalid_argument("base64: a length must be a multiple of 4, got " + std::to_string(text.size()));
  std::string bytes;
  for (size_t i = 0; i < text.size(); i += 4) {
    const bool last = i + 4 == text.size();
    const size_t padding = last ? (text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0) : 0;
    uint32_t group = 0;
    for (size_t k = 0; k < 4; ++k) group = group << 6 | (k < 4 - padding ? digit(text[i + k]) : 0);
    for (size_t k = 0; k < 3 - padding; ++k) bytes += static_cast<char>(group >> (16 - 8 * k) & 255);
  }
  return bytes;
}

}  // namespace sextant::text
