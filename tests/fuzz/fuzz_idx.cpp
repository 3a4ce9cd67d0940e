// IDX files, packed or not: read or refused with std::runtime_error; what is read has as many elements as its sizes
// say, and no more than the file can hold.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

#include "sextant/io/gzip.h"
#include "sextant/io/idx.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  try {
    const auto array = sextant::io::parse_idx({reinterpret_cast<const char*>(data), size}, "fuzz");
    size_t elements = 1;
    for (const int64_t axis : array.shape) elements *= static_cast<size_t>(axis);
    if (array.shape.empty() || elements != array.values.size()) std::abort();
    if (elements > size * sextant::io::kDeflateFactor) std::abort();
  } catch (const std::runtime_error&) {
  }
  return 0;
}
