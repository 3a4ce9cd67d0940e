#include "sextant/io/npy.h"

#include <stdexcept>
#include <string_view>

namespace sextant::io {
namespace {

/// Magic, version 1.0 and the header's length: what stands before the header.
constexpr size_t kPreamble = 10;
/// NumPy 2 opens no more.
constexpr size_t kMostAxes = 64;
/// The data begins at a multiple of this, says the format.
constexpr size_t kAlignment = 64;

std::string tuple(std::span<const int64_t> shape) {
  std::string text = "(";
  for (const int64_t size : shape) text += std::to_string(size) + ", ";
  if (shape.size() == 1) text.pop_back();
  if (shape.size() > 1) text.resize(text.size() - 2);
  return text + ")";
}

void check_shape(size_t values, std::span<const int64_t> shape) {
  if (shape.size() > kMostAxes) {
    throw std::invalid_argument("npy: at most 64 axes, got " + std::to_string(shape.size()));
  }
  int64_t product = 1;
  for (const int64_t size : shape) {
    if (size < 0) throw std::invalid_argument("npy: sizes must be at least 0, got " + std::to_string(size));
    if (__builtin_mul_overflow(product, size, &product)) {
      throw std::invalid_argument("npy: shape " + tuple(shape) + " has more than 2^63 elements");
    }
  }
  if (product != static_cast<int64_t>(values)) {
    throw std::invalid_argument("npy: shape " + tuple(shape) + " has " + std::to_string(product) + " elements, got " +
                                std::to_string(values));
  }
}

/// @param type  NumPy's name, "<f8"
std::string file_of(std::string_view type, std::span<const std::byte> data, std::span<const int64_t> shape) {
  std::string header =
      "{'descr': '" + std::string(type) + "', 'fortran_order': False, 'shape': " + tuple(shape) + ", }";
  header.append(kAlignment - 1 - (kPreamble + header.size()) % kAlignment, ' ');
  header += '\n';

  std::string file = {'\x93', 'N', 'U', 'M', 'P', 'Y', 1, 0};
  file += static_cast<char>(header.size() & 0xff);
  file += static_cast<char>(header.size() >> 8);
  file += header;
  return file.append(reinterpret_cast<const char*>(data.data()), data.size());
}

}  // namespace

std::string npy_bytes(std::span<const double> values, std::span<const int64_t> shape) {
  check_shape(values.size(), shape);
  return file_of("<f8", std::as_bytes(values), shape);
}
std::string npy_bytes(std::span<const float> values, std::span<const int64_t> shape) {
  check_shape(values.size(), shape);
  return file_of("<f4", std::as_bytes(values), shape);
}
std::string npy_bytes(std::span<const int64_t> values, std::span<const int64_t> shape) {
  check_shape(values.size(), shape);
  return file_of("<i8", std::as_bytes(values), shape);
}

}  // namespace sextant::io
