// Complete lines as they come, so that whoever waits at the other end of a pipe is answered; the last may lack its end.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sextant::cli {

class LineSource {
 public:
  /// Of stdin.
  LineSource() = default;
  /// Of a text that is all there.
  explicit LineSource(std::string text) : text_(std::move(text)), ended_(true) {}
  /// At least one line, at most `most`; none at the end.
  std::vector<std::string> next(size_t most);

 private:
  void fill();
  std::string_view unread() const { return std::string_view(text_).substr(begin_); }

  std::string text_ = {};
  size_t begin_ = 0;  ///< of what is still to be given out
  bool ended_ = false;
};

/// The lines of a file, or of stdin for "-".
/// @throws tasks::Failure E-DATA-FILE
LineSource lines_of_input(const std::string& path);

}  // namespace sextant::cli
