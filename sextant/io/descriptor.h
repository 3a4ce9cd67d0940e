// An open file of the operating system, closed at the end of its life; its failures are sentences with a path.
#pragma once

#include <filesystem>
#include <string_view>
#include <utility>

namespace sextant::io {

/// @throws std::runtime_error "PATH: WHAT: " and the system's text for `errno`
[[noreturn]] void throw_errno(const std::filesystem::path& path, std::string_view what);

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor();
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }

  int number() const { return number_; }  ///< negative: not open

 private:
  int number_;
};

/// Opens a file that is no folder for reading.
/// @throws std::runtime_error "PATH: cannot be read: …"
Descriptor open_to_read(const std::filesystem::path& path);

/// Writes all of it, going on after interruptions and short writes.
/// @throws std::runtime_error "PATH: cannot be written: …"
void write_all(const Descriptor& file, std::string_view bytes, const std::filesystem::path& path);

}  // namespace sextant::io
