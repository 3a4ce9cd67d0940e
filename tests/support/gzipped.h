// Bytes as gzip holds them.
#pragma once

#include <zlib.h>

#include <stdexcept>
#include <string>

namespace sextant::testing {

inline std::string gzipped(const std::string& bytes) {
  z_stream stream = {};
  constexpr int kGzip = 15 + 16, kMemory = 8;  // zlib's own defaults, with a gzip header
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kGzip, kMemory, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::runtime_error("gzipped: cannot begin");
  std::string packed(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

}  // namespace sextant::testing
