// What a gzip file holds (RFC 1952), through zlib.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sextant::io {

/// Deflate makes at most this many bytes of one (zlib's "Maximum Compression Factor"): what promises more is no gzip.
constexpr size_t kDeflateFactor = 1032;

bool is_gzip(std::string_view bytes);

/// The contents, all members one after the other. A file that holds more than `most` is read so far and no further.
/// @param where  what errors name first
/// @param most   bytes wanted at most, so that a small file cannot ask for all memory
/// @throws std::runtime_error "WHERE: …" for a file that is cut off, damaged, or followed by something else
std::string gunzip(std::string_view bytes, const std::string& where, size_t most);

}  // namespace sextant::io
