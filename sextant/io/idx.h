// IDX, the form of MNIST's files: an array of bytes behind a header of big-endian sizes, often in gzip.
//
//   0 0 TYPE AXES   AXES × uint32 sizes   the elements, the last axis fastest
//
// LeCun, Cortes and Burges, "The MNIST database of handwritten digits", file formats. Not here: element types other
// than unsigned bytes (TYPE 8), which no such file has.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace sextant::io {

struct IdxArray {
  std::vector<int64_t> shape;   ///< at least one axis, no size 0
  std::vector<uint8_t> values;  ///< as many as the sizes multiply to
};

/// @param bytes  as the file holds them, packed or not
/// @param where  what errors name first
/// @throws std::runtime_error "WHERE: …" for another magic number or element type, no axes or more than eight, a size
///         of 0, more or fewer bytes than the sizes say, and damaged gzip
IdxArray parse_idx(std::string_view bytes, const std::string& where);
/// @throws the same; also if the file cannot be read
IdxArray read_idx(const std::filesystem::path& path);

}  // namespace sextant::io
