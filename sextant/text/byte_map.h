// The 256 characters that stand for bytes in a byte-level tokenizer.json: GPT-2's bytes_to_unicode.
//
// Printable Latin-1 stands for itself; the 68 other bytes take U+0100 and above, in order.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sextant::text {

/// UTF-8 of the character that stands for each byte.
std::vector<std::string> byte_characters();

}  // namespace sextant::text
