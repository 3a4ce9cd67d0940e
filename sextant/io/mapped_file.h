// A file's bytes in memory without reading them: pages come when they are touched.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

namespace sextant::io {

/// Read-only, private. The file must not shrink while it is mapped: touching a page past its end is a bus error.
class MappedFile {
 public:
  /// @throws std::runtime_error "PATH: …" if it is missing, a folder or unreadable
  explicit MappedFile(const std::filesystem::path& path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::span<const std::byte> bytes() const { return {data_, size_}; }

 private:
  const std::byte* data_ = nullptr;  ///< null for an empty file, which cannot be mapped
  size_t size_ = 0;
};

}  // namespace sextant::io
