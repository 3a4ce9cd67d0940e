// Lines of a text. They end at "\n" or "\r\n" alone: Unicode's other line ends are text.
#pragma once

#include <algorithm>
#include <string_view>

namespace sextant::io {

/// The first line of `rest` without its end, taken off it with its end.
inline std::string_view take_line(std::string_view& rest) {
  std::string_view line = rest.substr(0, rest.find('\n'));
  rest.remove_prefix(std::min(rest.size(), line.size() + 1));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

}  // namespace sextant::io
