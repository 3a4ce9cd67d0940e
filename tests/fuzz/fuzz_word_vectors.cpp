// Word vectors: read or refused with std::runtime_error; what is read is finite and no larger than the file.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

#include "sextant/io/word_vectors.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const auto vectors = sextant::io::parse_word_vectors(text, "fuzz", [](std::string_view) { return true; });
    if (vectors.values.size() != vectors.words.size() * static_cast<size_t>(vectors.channels)) std::abort();
    if (vectors.values.size() > size || vectors.channels < 1) std::abort();
    for (const float value : vectors.values)
      if (!std::isfinite(value)) std::abort();
  } catch (const std::runtime_error&) {
  }
  return 0;
}
