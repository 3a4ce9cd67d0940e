// Records of CIFAR-10: read or refused with std::runtime_error; what is read is the whole file.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

#include "sextant/io/cifar.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  try {
    const auto records = sextant::io::parse_cifar({reinterpret_cast<const char*>(data), size}, "fuzz");
    if (records.labels.empty() || records.labels.size() + records.pixels.size() != size) std::abort();
    for (const uint8_t label : records.labels)
      if (label >= sextant::io::kCifarLabels.size()) std::abort();
  } catch (const std::runtime_error&) {
  }
  return 0;
}
