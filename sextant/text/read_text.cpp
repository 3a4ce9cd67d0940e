#include "sextant/text/read_text.h"

#include <optional>
#include <stdexcept>
#include <utility>

#include "sextant/io/file.h"
#include "sextant/text/utf8.h"

namespace sextant::text {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

std::string characters(int64_t count) { return std::to_string(count) + (count == 1 ? " character" : " characters"); }

}  // namespace

std::string checked_text(std::string bytes, std::string_view where, int64_t at_least) {
  if (bytes.starts_with(kByteOrderMark)) bytes.erase(0, kByteOrderMark.size());
  const std::string name(where);
  if (const std::optional<Utf8Fault> fault = first_fault(bytes)) {
    throw std::runtime_error(name + ":" + std::to_string(fault->place.row) + ":" + std::to_string(fault->place.column) +
                             ": " + fault->what);
  }
  if (bytes.empty() && at_least > 0) throw std::runtime_error(name + ": is empty");
  const int64_t count = code_points(bytes);
  if (count < at_least) {
    throw std::runtime_error(name + ": has " + characters(count) + ", at least " + std::to_string(at_least) +
                             " are needed");
  }
  return bytes;
}

std::string read_text(const std::filesystem::path& path, int64_t at_least) {
  return checked_text(io::read_file(path), path.string(), at_least);
}

}  // namespace sextant::text
