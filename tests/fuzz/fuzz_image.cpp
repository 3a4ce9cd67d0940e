// PNG and JPEG files: read or refused with std::runtime_error; what is read has the pixels its sizes say.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

#include "sextant/io/image.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  try {
    const auto image = sextant::io::parse_image({reinterpret_cast<const char*>(data), size}, "fuzz");
    if (image.channels != 1 && image.channels != 3) std::abort();
    if (image.height < 1 || image.width < 1 || image.height > sextant::io::kMostPixels / image.width) std::abort();
    if (image.pixels.size() != static_cast<size_t>(image.channels * image.height * image.width)) std::abort();
  } catch (const std::runtime_error&) {
  }
  return 0;
}
