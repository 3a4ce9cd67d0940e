#include "sextant/io/gzip.h"

#include <fmt/core.h>
#include <zlib.h>

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace sextant::io {
namespace {

constexpr int kGzipOnly = 15 + 16;          ///< inflateInit2: a window of 2^15 bytes, and a gzip header
constexpr size_t kPiece = size_t{1} << 16;  ///< bytes unpacked at once: no more memory than the file proves to need

[[noreturn]] void refuse(const std::string& where, const std::string& fault) {
  throw std::runtime_error(where + ": " + fault);
}

/// zlib's state, freed also when an error is thrown.
struct Inflater {
  z_stream stream = {};
  Inflater() {
    if (inflateInit2(&stream, kGzipOnly) != Z_OK) throw std::runtime_error("zlib: cannot begin to unpack");
  }
  ~Inflater() { inflateEnd(&stream); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
};

/// Appends the contents of the member that `bytes` begins with, and takes it off them.
void unpack_member(std::string_view& bytes, const std::string& where, size_t most, std::string& contents) {
  Inflater inflater;
  z_stream& stream = inflater.stream;
  const auto* begin = reinterpret_cast<const Bytef*>(bytes.data());
  stream.next_in = const_cast<Bytef*>(begin);  // zlib does not write through it
  stream.avail_in = static_cast<uInt>(std::min<size_t>(bytes.size(), std::numeric_limits<uInt>::max()));
  int state = Z_OK;
  while (state == Z_OK && contents.size() < most) {
    const size_t before = contents.size(), room = std::min(kPiece, most - before);
    contents.resize(before + room);
    stream.next_out = reinterpret_cast<Bytef*>(contents.data() + before);
    stream.avail_out = static_cast<uInt>(room);
    state = inflate(&stream, Z_NO_FLUSH);
    contents.resize(contents.size() - stream.avail_out);
    if (state == Z_BUF_ERROR || (state == Z_OK && stream.avail_in == 0 && stream.avail_out > 0))
      refuse(where, fmt::format("is cut off: {} bytes could be unpacked", contents.size()));
  }
  if (state != Z_OK && state != Z_STREAM_END)
    refuse(where, fmt::format("is damaged: {}", stream.msg == nullptr ? "no gzip data" : stream.msg));
  bytes.remove_prefix(static_cast<size_t>(stream.next_in - begin));
}

}  // namespace

bool is_gzip(std::string_view bytes) { return bytes.starts_with("\x1f\x8b"); }

std::string gunzip(std::string_view bytes, const std::string& where, size_t most) {
  std::string contents;
  do {
    if (!is_gzip(bytes)) refuse(where, contents.empty() ? "is no gzip file" : "goes on after its gzip data");
    unpack_member(bytes, where, most, contents);
  } while (!bytes.empty() && contents.size() < most);
  return contents;
}

}  // namespace sextant::io
