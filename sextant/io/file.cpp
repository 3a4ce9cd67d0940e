#include "sextant/io/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <tuple>
#include <utility>

namespace sextant::io {
namespace {

std::filesystem::path folder_of(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

/// PATH.tmp-K with the first free K: what another process is writing, or left behind, stays as it is.
std::pair<std::filesystem::path, Descriptor> open_temporary(const std::filesystem::path& path) {
  for (int k = 0;; ++k) {
    std::filesystem::path temporary = path;
    temporary += ".tmp-" + std::to_string(k);
    Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (file.number() >= 0) return {std::move(temporary), std::move(file)};
    if (errno != EEXIST) throw_errno(path, "cannot be written");
  }
}

/// Whether `path` can be the target of a rename that replaces it.
void check_target(const std::filesystem::path& path, Overwrite overwrite) {
  struct stat status = {};
  if (::lstat(path.c_str(), &status) != 0) return;
  if (overwrite == Overwrite::kRefuse) throw FileExists(path);
  if (!S_ISREG(status.st_mode) && !S_ISLNK(status.st_mode)) {
    throw std::runtime_error(path.string() + ": cannot be replaced: it is no regular file");
  }
}

/// Renames unless `to` exists: by one system call where the file system knows it, else after looking.
void rename_new(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return;
  if (errno == EEXIST) throw FileExists(to);
  if (errno != EINVAL && errno != ENOSYS) throw_errno(to, "cannot be written");
  check_target(to, Overwrite::kRefuse);
  if (::rename(from.c_str(), to.c_str()) != 0) throw_errno(to, "cannot be written");
}

}  // namespace

FileExists::FileExists(const std::filesystem::path& path)
    : std::runtime_error(path.string() + ": is there already and is not replaced unless asked") {}

std::string read_file(const std::filesystem::path& path) {
  const Descriptor file = open_to_read(path);
  std::string bytes;
  constexpr size_t kPiece = size_t{1} << 20;
  for (;;) {
    const size_t before = bytes.size();
    bytes.resize(before + kPiece);
    const ssize_t got = ::read(file.number(), bytes.data() + before, kPiece);
    bytes.resize(before + static_cast<size_t>(got > 0 ? got : 0));
    if (got == 0) return bytes;
    if (got < 0 && errno != EINTR) throw_errno(path, "cannot be read");
  }
}

void write_file_atomic(const std::filesystem::path& path, std::string_view bytes, Overwrite overwrite) {
  AtomicFile file(path, overwrite);
  file.write(bytes);
  file.commit();
}

AtomicFile::AtomicFile(std::filesystem::path path, Overwrite overwrite)
    : path_(std::move(path)), overwrite_(overwrite), file_(-1) {
  check_target(path_, overwrite_);
  std::tie(temporary_, file_) = open_temporary(path_);
}

AtomicFile::~AtomicFile() {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void AtomicFile::write(std::string_view bytes) { write_all(file_, bytes, path_); }

void AtomicFile::commit() {
  if (::fsync(file_.number()) != 0) throw_errno(path_, "cannot be written");
  if (overwrite_ == Overwrite::kRefuse) {
    rename_new(temporary_, path_);
  } else if (::rename(temporary_.c_str(), path_.c_str()) != 0) {
    throw_errno(path_, "cannot be written");
  }
  temporary_.clear();
  sync_folder(folder_of(path_));
}

void rename_durably(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) throw_errno(from, "cannot be renamed to " + to.string());
  sync_folder(folder_of(to));
}

void sync_folder(const std::filesystem::path& path) {
  const Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.number() < 0) throw_errno(path, "cannot be synced");
  // Some file systems cannot sync a folder and say EINVAL: there is nothing better to do there.
  if (::fsync(folder.number()) != 0 && errno != EINVAL) throw_errno(path, "cannot be synced");
}

}  // namespace sextant::io
