#include "sextant/text/subword/protobuf.h"

#include <bit>
#include <stdexcept>
#include <string>

namespace sextant::text {
namespace {

[[noreturn]] void refuse(const std::string& what) { throw std::runtime_error("protobuf: " + what); }

std::string_view take(std::string_view& rest, uint64_t count) {
  if (count > rest.size())
    refuse("is cut off: " + std::to_string(count) + " bytes are expected, " + std::to_string(rest.size()) +
           " are left");
  const std::string_view taken = rest.substr(0, count);
  rest.remove_prefix(count);
  return taken;
}

uint64_t take_varint(std::string_view& rest) {
  constexpr int kMostBits = 64;
  uint64_t value = 0;
  for (int shift = 0; shift < kMostBits; shift += 7) {
    const auto byte = static_cast<unsigned char>(take(rest, 1)[0]);
    value |= static_cast<uint64_t>(byte & 0x7F) << shift;
    if (byte < 0x80) return value;
  }
  refuse("a number has more than 64 bits");
}

uint64_t take_fixed(std::string_view& rest, size_t count) {
  const std::string_view bytes = take(rest, count);
  uint64_t value = 0;
  for (size_t i = count; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

}  // namespace

float ProtobufField::real() const {
  if (wire != Wire::kFixed32) refuse("field " + std::to_string(number) + " must be a number of 32 bits");
  return std::bit_cast<float>(static_cast<uint32_t>(value));
}

std::optional<ProtobufField> next_field(std::string_view& rest) {
  if (rest.empty()) return std::nullopt;
  const uint64_t tag = take_varint(rest);
  ProtobufField field{.number = static_cast<int64_t>(tag >> 3), .value = 0, .bytes = {}, .wire = {}};
  switch (tag & 7) {
    case 0:
      field.wire = ProtobufField::Wire::kVarint;
      field.value = take_varint(rest);
      return field;
    case 1:
      field.wire = ProtobufField::Wire::kFixed64;
      field.value = take_fixed(rest, 8);
      return field;
    case 2:
      field.wire = ProtobufField::Wire::kBytes;
      field.bytes = take(rest, take_varint(rest));
      return field;
    case 5:
      field.wire = ProtobufField::Wire::kFixed32;
      field.value = take_fixed(rest, 4);
      return field;
    default:
      refuse("field " + std::to_string(field.number) + " has the unknown kind " + std::to_string(tag & 7));
  }
}

}  // namespace sextant::text
