// safetensors: named tensors in one file.   u64 header length (little endian) | JSON header | bytes
//
// Format: github.com/huggingface/safetensors, "Format". The reader refuses whatever the header does not prove:
// a length past the file or past 100 MB, another first byte than '{', a name twice, a range outside the file, two
// ranges that overlap, a byte nobody owns, a shape whose product is not the range. Not here: LibTorch tensors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sextant/io/dtype.h"
#include "sextant/io/file.h"
#include "sextant/io/mapped_file.h"

namespace sextant::io {

/// One tensor in somebody else's memory.
struct TensorView {
  std::string name;
  DType dtype;
  std::vector<int64_t> shape;        ///< empty = a scalar; a 0 anywhere = no elements
  std::span<const std::byte> bytes;  ///< dense, row-major, little endian; foreign files may misalign it
};

/// A header's contents, over the bytes it was read from.
struct Safetensors {
  std::vector<TensorView> tensors = {};              ///< by name
  std::map<std::string, std::string> metadata = {};  ///< "__metadata__"
};
/// @param where  what errors name first
/// @throws std::runtime_error "WHERE: …" or "WHERE: TENSOR: …" as above
Safetensors parse_safetensors(std::span<const std::byte> bytes, std::string_view where);

/// A mapped file. Copies share the map, so whatever keeps a copy keeps the tensors.
class SafetensorsFile {
 public:
  /// @throws std::runtime_error "PATH: …"
  explicit SafetensorsFile(const std::filesystem::path& path);

  const std::vector<TensorView>& tensors() const { return contents_.tensors; }
  /// The tensor of that name, or null.
  const TensorView* find(std::string_view name) const;
  const std::map<std::string, std::string>& metadata() const { return contents_.metadata; }

 private:
  std::shared_ptr<const MappedFile> map_;
  Safetensors contents_;
};

/// Names sorted, "format": "pt" added to the metadata (older readers of transformers insist on it), the header padded
/// with spaces to a multiple of 8. Data stands by element size, largest first, then by name, so all of it is aligned.
/// @throws std::invalid_argument for a name twice or "__metadata__", or bytes that do not fit the shape
/// @throws FileExists, std::runtime_error as write_file_atomic
void write_safetensors(const std::filesystem::path& path, std::vector<TensorView> tensors,
                       std::map<std::string, std::string> metadata = {}, Overwrite overwrite = Overwrite::kRefuse);

}  // namespace sextant::io
