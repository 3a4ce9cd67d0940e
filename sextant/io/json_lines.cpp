#include "sextant/io/json_lines.h"

#include <fcntl.h>
#include <unistd.h>

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "sextant/io/file.h"

namespace sextant::io {
namespace {

/// Takes the first finished line off `rest`, without its line feed; nothing if there is none.
std::optional<std::string_view> next_line(std::string_view& rest) {
  const size_t end = rest.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return line;
}

/// The line's value; nothing for what a crash left in the middle of a line.
std::optional<Json> value_of(std::string_view line) {
  try {
    return parse_json(line, "");
  } catch (const std::runtime_error&) {
    return std::nullopt;
  }
}

}  // namespace

JsonLines::JsonLines(std::filesystem::path path)
    : path_(std::move(path)), file_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666)) {
  if (file_.number() < 0) throw_errno(path_, "cannot be opened for writing");
}

void JsonLines::append(const Json& value) { write_all(file_, to_text(value) + "\n", path_); }

void JsonLines::sync() {
  if (::fsync(file_.number()) != 0) throw_errno(path_, "cannot be written");
}

std::vector<Json> read_json_lines(const std::filesystem::path& path) {
  const std::string bytes = read_file(path);
  std::string_view rest = bytes;
  std::vector<Json> lines;
  while (const auto line = next_line(rest)) {
    lines.push_back(parse_json(*line, path.string() + ", line " + std::to_string(lines.size() + 1)));
  }
  return lines;
}

int64_t cut_json_lines(const std::filesystem::path& path, const std::function<bool(const Json&)>& keep) {
  if (!std::filesystem::exists(path)) return 0;
  const std::string bytes = read_file(path);
  std::string_view rest = bytes;
  int64_t kept = 0;
  size_t end = 0;
  while (const auto line = next_line(rest)) {
    const std::optional<Json> value = value_of(*line);
    if (!value || !keep(*value)) break;
    end = bytes.size() - rest.size();
    ++kept;
  }
  if (end < bytes.size() && ::truncate(path.c_str(), static_cast<off_t>(end)) != 0) throw_errno(path, "cannot be cut");
  return kept;
}

}  // namespace sextant::io
