#include "sextant/io/mapped_file.h"

#include <sys/mman.h>
#include <sys/stat.h>

#include "sextant/io/descriptor.h"

namespace sextant::io {

MappedFile::MappedFile(const std::filesystem::path& path) {
  const Descriptor file = open_to_read(path);
  struct stat status = {};
  if (::fstat(file.number(), &status) != 0) throw_errno(path, "cannot be read");
  if (status.st_size == 0) return;
  size_ = static_cast<size_t>(status.st_size);
  void* const start = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file.number(), 0);
  if (start == MAP_FAILED) throw_errno(path, "cannot be mapped");
  data_ = static_cast<const std::byte*>(start);
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) ::munmap(const_cast<std::byte*>(data_), size_);
}

}  // namespace sextant::io
