// Whole files: read at once, or written so that a reader sees the old file or the new one, never half of it.
//
// Every error names the path first and then what the system said.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

#include "sextant/io/descriptor.h"

namespace sextant::io {

/// What to do if the file to be written is there already.
enum class Overwrite { kRefuse, kReplace };

/// Thrown instead of replacing a file nobody asked to replace.
class FileExists : public std::runtime_error {
 public:
  explicit FileExists(const std::filesystem::path& path);
};

/// The bytes of a file, as they stand.
/// @throws std::runtime_error "PATH: …" if it is missing, a folder or unreadable
std::string read_file(const std::filesystem::path& path);

/// Writes to a temporary file beside `path`, syncs it and renames it: a kill at any moment leaves the old file or the
/// new one. The temporary file is gone on failure.
/// @throws FileExists if `path` exists and may not be replaced
/// @throws std::runtime_error "PATH: …" if the disk is full, the folder is missing, or `path` is no regular file
void write_file_atomic(const std::filesystem::path& path, std::string_view bytes,
                       Overwrite overwrite = Overwrite::kRefuse);

/// The same in pieces, for files too large to be held twice. Without commit() nothing is left behind.
class AtomicFile {
 public:
  explicit AtomicFile(std::filesystem::path path, Overwrite overwrite = Overwrite::kRefuse);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(std::string_view bytes);
  /// Syncs and renames. To be called once, last.
  void commit();

 private:
  std::filesystem::path path_;
  Overwrite overwrite_;
  std::filesystem::path temporary_ = {};
  Descriptor file_;
};

/// Renames a file or folder over `to` and syncs the folder it stands in, so the new name survives a power cut.
/// @throws std::runtime_error "FROM: cannot be renamed to TO: …"
void rename_durably(const std::filesystem::path& from, const std::filesystem::path& to);

/// Syncs a folder's own entries.
/// @throws std::runtime_error "PATH: cannot be synced: …"
void sync_folder(const std::filesystem::path& path);

}  // namespace sextant::io
