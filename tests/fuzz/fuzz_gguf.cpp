// GGUF files: read or refused with std::runtime_error; what is read is no larger than the file.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <stdexcept>

#include "sextant/io/gguf.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  try {
    const sextant::io::Gguf file = sextant::io::parse_gguf(std::as_bytes(std::span(data, size)), "fuzz", 16);
    if (file.tensors.size() * 24 > size || file.metadata.size() * 13 > size) std::abort();
    for (const auto& [key, value] : file.metadata.items())
      if (value.is_array() && value.size() > 16) std::abort();
  } catch (const std::runtime_error&) {
  }
  return 0;
}
