#include "sextant/io/idx.h"

#include <fmt/core.h>

#include <span>
#include <stdexcept>

#include "sextant/io/file.h"
#include "sextant/io/gzip.h"

namespace sextant::io {
namespace {

constexpr uint8_t kUnsignedByte = 8;
constexpr size_t kMostAxes = 8;  ///< a file of more is no file of images or labels
constexpr size_t kSize = 4;      ///< bytes of one size, and of the magic number

[[noreturn]] void refuse(const std::string& where, const std::string& fault) {
  throw std::runtime_error(where + ": " + fault);
}

uint8_t byte_at(std::string_view bytes, size_t i) { return static_cast<uint8_t>(bytes[i]); }

struct Header {
  std::vector<int64_t> shape = {};
  size_t begin = 0;     ///< of the elements
  size_t elements = 1;  ///< all sizes multiplied
};

/// @param most  elements the file can hold at all
Header header_of(std::string_view bytes, const std::string& where, size_t most) {
  if (bytes.size() < kSize) refuse(where, fmt::format("is no IDX file: it holds {} bytes", bytes.size()));
  if (byte_at(bytes, 0) != 0 || byte_at(bytes, 1) != 0)
    refuse(where, fmt::format("is no IDX file: it begins with {:02x} {:02x}, not with 00 00", byte_at(bytes, 0),
                              byte_at(bytes, 1)));
  if (byte_at(bytes, 2) != kUnsignedByte)
    refuse(where, fmt::format("elements must be unsigned bytes (type 8), got type {}", byte_at(bytes, 2)));
  const size_t axes = byte_at(bytes, 3);
  if (axes < 1 || axes > kMostAxes) refuse(where, fmt::format("axes must be 1 to {}, got {}", kMostAxes, axes));
  Header header{.begin = kSize * (1 + axes)};
  if (bytes.size() < header.begin) refuse(where, fmt::format("is cut off inside its header of {} bytes", header.begin));
  for (size_t axis = 0; axis < axes; ++axis) {
    size_t size = 0;
    for (size_t i = 0; i < kSize; ++i) size = size << 8 | byte_at(bytes, kSize * (1 + axis) + i);
    if (size == 0) refuse(where, fmt::format("holds nothing: the size of axis {} is 0", axis + 1));
    header.shape.push_back(static_cast<int64_t>(size));
    const bool overflow = __builtin_mul_overflow(header.elements, size, &header.elements);
    if (overflow || header.elements > most)
      refuse(where, "is cut off: its sizes promise more bytes than a file of this length can hold");
  }
  return header;
}

}  // namespace

IdxArray parse_idx(std::string_view bytes, const std::string& where) {
  const bool packed = is_gzip(bytes);
  const size_t most = packed ? bytes.size() * kDeflateFactor : bytes.size();
  const size_t longest_header = kSize * (1 + kMostAxes);
  const Header header = header_of(packed ? gunzip(bytes, where, longest_header) : bytes, where, most);
  const size_t size = header.begin + header.elements;
  const std::string unpacked = packed ? gunzip(bytes, where, size + 1) : std::string();
  const std::string_view contents = packed ? unpacked : bytes;
  if (contents.size() < size)
    refuse(where, fmt::format("is cut off: its header promises {} bytes, {} are there", size, contents.size()));
  if (contents.size() > size) refuse(where, fmt::format("holds more than the {} bytes its header promises", size));
  const auto elements = contents.substr(header.begin);
  return {.shape = header.shape, .values = {elements.begin(), elements.end()}};
}

IdxArray read_idx(const std::filesystem::path& path) { return parse_idx(read_file(path), path.string()); }

}  // namespace sextant::io
