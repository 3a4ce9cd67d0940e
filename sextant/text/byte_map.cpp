#include "sextant/text/byte_map.h"

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

}  // namespace sextant::text
