// TensorBoard's event file: scalars by step, appended as a run goes.
//
//   record = u64 length, masked CRC32C of it, the bytes, masked CRC32C of them      all little-endian
//   mask(c) = ((c >> 15) | (c << 17)) + 0xa282ead8
//   bytes  = Event {1 wall_time (double), 2 step, 3 file_version, 5 Summary {1 Value {1 tag, 2 simple_value}}}
//
// tensorflow/core/lib/io/record_writer.cc, lib/hash/crc32c.h; tensorboard/compat/proto/event.proto and summary.proto.
// Written by hand, as a second protobuf beside LibTorch's is not worth six fields. Not here: reading, pictures.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "sextant/io/descriptor.h"

namespace sextant::io {

/// CRC-32C (Castagnoli, polynomial 0x1edc6f41 reflected), as iSCSI has it: of "123456789" 0xe3069283.
uint32_t crc32c(std::string_view bytes);

/// `event` as TensorBoard frames it.
std::string event_record(std::string_view event);

class EventFile {
 public:
  /// Begins FOLDER/events.out.tfevents.SECONDS.sextant, with a number behind it if that is there already.
  /// @param wall_time  seconds since 1970
  /// @throws std::runtime_error "PATH: cannot be opened for writing: …"
  EventFile(const std::filesystem::path& folder, double wall_time);

  /// @param tag  "train/loss"
  /// @throws std::runtime_error "PATH: cannot be written: …"
  void scalar(std::string_view tag, int64_t step, double value, double wall_time);

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  Descriptor file_;
};

}  // namespace sextant::io
