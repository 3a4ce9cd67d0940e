// safetensors files: what is read lies inside the file, byte for byte once; all else is refused with
// std::runtime_error.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <stdexcept>

#include "sextant/io/safetensors.h"

namespace {

/// Whether the tensor lies inside `file`. Reads each byte, so that a sanitizer sees a wrong address.
bool is_inside(const sextant::io::TensorView& tensor, std::span<const std::byte> file) {
  if (tensor.bytes.empty()) return true;
  volatile std::byte last = {};
  for (const std::byte byte : tensor.bytes) last = byte;
  const std::byte* begin = tensor.bytes.data();
  return begin >= file.data() && begin + tensor.bytes.size() <= file.data() + file.size() &&
         last == tensor.bytes.back();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::span<const std::byte> file = std::as_bytes(std::span(data, size));
  try {
    const sextant::io::Safetensors contents = sextant::io::parse_safetensors(file, "fuzz");
    size_t bytes = 0;
    for (const auto& tensor : contents.tensors) {
      if (!is_inside(tensor, file)) std::abort();
      bytes += tensor.bytes.size();
    }
    if (bytes > size) std::abort();
  } catch (const std::runtime_error&) {
  }
  return 0;
}
