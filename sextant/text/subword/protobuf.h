// The wire format of protocol buffers, one field after the other.
//
// developers.google.com/protocol-buffers/docs/encoding: varints, fixed numbers and runs of bytes; groups, which nobody
// writes any more, are refused.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace sextant::text {

struct ProtobufField {
  int64_t number;
  uint64_t value;          ///< of a varint or fixed number, as it is stored
  std::string_view bytes;  ///< of a run of bytes: a text, or a message

  /// @throws std::runtime_error "protobuf: …" for a field that is no fixed number of 32 bits
  float real() const;
  enum class Wire { kVarint, kFixed64, kBytes, kFixed32 } wire;
};

/// Takes the first field off `rest`; nothing at its end.
/// @throws std::runtime_error "protobuf: …" for a field that is cut off or of an unknown kind
std::optional<ProtobufField> next_field(std::string_view& rest);

}  // namespace sextant::text
