#include "sextant/cli/line_source.h"

#include <unistd.h>

#include <array>

#include "sextant/io/file.h"
#include "sextant/io/lines.h"
#include "sextant/tasks/failure.h"

namespace sextant::cli {

std::vector<std::string> LineSource::next(size_t most) {
  while (!ended_ && unread().find('\n') == std::string_view::npos) fill();
  std::vector<std::string> lines;
  std::string_view rest = unread();
  while (lines.size() < most && !rest.empty() && (ended_ || rest.find('\n') != std::string_view::npos))
    lines.emplace_back(io::take_line(rest));
  begin_ = text_.size() - rest.size();
  return lines;
}

void LineSource::fill() {
  text_.erase(0, begin_);  // here alone: once for each read, not for each handful of lines
  begin_ = 0;
  std::array<char, 1 << 16> buffer;
  const ssize_t count = ::read(STDIN_FILENO, buffer.data(), buffer.size());
  if (count > 0) text_.append(buffer.data(), static_cast<size_t>(count));
  ended_ = count <= 0;
}

LineSource lines_of_input(const std::string& path) {
  if (path == "-") return {};
  return LineSource(tasks::or_fail({.code = "E-DATA-FILE", .message = {}}, [&] { return io::read_file(path); }));
}

}  // namespace sextant::cli
