#include "sextant/text/byte_map.h"

#include <cstdint>
#include <unordered_map>

#include "sextant/text/utf8.h"

namespace sextant::text {
namespace {

/// openai/gpt-2, src/encoder.py, bytes_to_unicode: "!" to "~", "¡" to "¬", "®" to "ÿ".
bool stands_for_itself(uint32_t byte) {
  return (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
}

}  // namespace

std::vector<std::string> byte_characters() {
  std::vector<std::string> characters;
  char32_t next = 0x100;
  for (uint32_t byte = 0; byte < 256; ++byte) {
    characters.push_back(utf8_of(stands_for_itself(byte) ? static_cast<char32_t>(byte) : next++));
  }
  return characters;
}

std::string characters_of(std::string_view bytes) {
  static const std::vector<std::string> characters = byte_characters();
  std::string text;
  for (const char byte : bytes) text += characters[static_cast<unsigned char>(byte)];
  return text;
}

std::optional<std::string> bytes_of(std::string_view characters) {
  static const std::unordered_map<std::string, char> bytes = [] {
    std::unordered_map<std::string, char> map;
    for (const std::string& character : byte_characters()) map.emplace(character, static_cast<char>(map.size()));
    return map;
  }();
  if (first_fault(characters)) return std::nullopt;
  std::string text;
  while (!characters.empty()) {
    const auto at = bytes.find(std::string(next_code_point(characters).bytes));
    if (at == bytes.end()) return std::nullopt;
    text += at->second;
  }
  return text;
}

}  // namespace sextant::text
