#include "sextant/io/descriptor.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <string>
#include <system_error>

namespace sextant::io {

void throw_errno(const std::filesystem::path& path, std::string_view what) {
  const std::string reason = std::generic_category().message(errno);
  throw std::runtime_error(path.string() + ": " + std::string(what) + ": " + reason);
}

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

Descriptor open_to_read(const std::filesystem::path& path) {
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.number() < 0) throw_errno(path, "cannot be read");
  struct stat status = {};
  if (::fstat(file.number(), &status) != 0) throw_errno(path, "cannot be read");
  if (S_ISDIR(status.st_mode)) throw std::runtime_error(path.string() + ": cannot be read: it is a folder");
  return file;
}

void write_all(const Descriptor& file, std::string_view bytes, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file.number(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw_errno(path, "cannot be written");
    bytes.remove_prefix(static_cast<size_t>(written));
  }
}

}  // namespace sextant::io
