#include "sextant/io/event_file.h"

#include <fcntl.h>

#include <array>
#include <bit>
#include <cerrno>
#include <tuple>
#include <utility>

namespace sextant::io {
namespace {

constexpr std::array<uint32_t, 256> kTable = [] {
  constexpr uint32_t kReflected = 0x82f63b78;  // 0x1edc6f41 with its bits turned round
  std::array<uint32_t, 256> table = {};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    uint32_t remainder = byte;
    for (int bit = 0; bit < 8; ++bit) remainder = (remainder >> 1) ^ ((remainder & 1) != 0 ? kReflected : 0);
    table[byte] = remainder;
  }
  return table;
}();

template <class Unsigned>
std::string little_endian(Unsigned value) {
  std::string bytes;
  for (size_t i = 0; i < sizeof(Unsigned); ++i) bytes += static_cast<char>(value >> (8 * i) & 0xff);
  return bytes;
}

std::string masked(std::string_view bytes) {
  const uint32_t c = crc32c(bytes);
  return little_endian(std::rotr(c, 15) + 0xa282ead8U);
}

// Protocol buffers, wire format: a field is its number and type, then its value.
std::string varint(uint64_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7) bytes += static_cast<char>((value & 0x7f) | 0x80);
  return bytes + static_cast<char>(value);
}
std::string key(uint64_t field, uint64_t type) { return varint(field << 3 | type); }
std::string double_field(uint64_t field, double value) {
  return key(field, 1) + little_endian(std::bit_cast<uint64_t>(value));
}
std::string float_field(uint64_t field, float value) {
  return key(field, 5) + little_endian(std::bit_cast<uint32_t>(value));
}
std::string integer_field(uint64_t field, int64_t value) {
  return key(field, 0) + varint(static_cast<uint64_t>(value));
}
std::string bytes_field(uint64_t field, std::string_view bytes) {
  return key(field, 2) + varint(bytes.size()) + std::string(bytes);
}

/// A file nobody else has: of two that begin in one second the later gets a number.
std::pair<std::filesystem::path, Descriptor> begun(const std::filesystem::path& folder, double wall_time) {
  const std::string name = "events.out.tfevents." + std::to_string(static_cast<int64_t>(wall_time)) + ".sextant";
  for (int64_t k = 0;; ++k) {
    std::filesystem::path path = folder / (k == 0 ? name : name + "." + std::to_string(k));
    constexpr int kReadable = 0644;
    Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, kReadable));
    if (file.number() >= 0) return {std::move(path), std::move(file)};
    if (errno != EEXIST) throw_errno(path, "cannot be opened for writing");
  }
}

}  // namespace

uint32_t crc32c(std::string_view bytes) {
  uint32_t remainder = ~0U;
  for (const char byte : bytes) remainder = kTable[(remainder ^ static_cast<uint8_t>(byte)) & 0xff] ^ (remainder >> 8);
  return ~remainder;
}

std::string event_record(std::string_view event) {
  const std::string length = little_endian(static_cast<uint64_t>(event.size()));
  return length + masked(length) + std::string(event) + masked(event);
}

EventFile::EventFile(const std::filesystem::path& folder, double wall_time) : path_(), file_(-1) {
  std::tie(path_, file_) = begun(folder, wall_time);
  const std::string first = double_field(1, wall_time) + bytes_field(3, "brain.Event:2");
  write_all(file_, event_record(first), path_);
}

void EventFile::scalar(std::string_view tag, int64_t step, double value, double wall_time) {
  const std::string one = bytes_field(1, tag) + float_field(2, static_cast<float>(value));
  const std::string event = double_field(1, wall_time) + integer_field(2, step) + bytes_field(5, bytes_field(1, one));
  write_all(file_, event_record(event), path_);
}

}  // namespace sextant::io
