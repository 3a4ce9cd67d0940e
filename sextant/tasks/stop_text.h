// Text that is written piece by piece until one of some strings turns up in it.
//
// A stop string may come in several pieces: what could still become one is held back until it is clear.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sextant::tasks {

class StopText {
 public:
  /// @param stops  none of them empty; none at all never stops
  /// @throws std::invalid_argument for an empty one
  explicit StopText(std::vector<std::string> stops);

  /// What of everything fed so far may be shown now and was not shown before; nothing once stopped.
  std::string feed(std::string_view piece);
  /// What was held back, at the end of the text.
  std::string rest();
  /// Whether a stop string was met. It is not part of the text.
  bool stopped() const { return stopped_; }

 private:
  std::vector<std::string> stops_;
  std::string held_ = {};
  bool stopped_ = false;
};

}  // namespace sextant::tasks
