#include "sextant/tasks/stop_text.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace sextant::tasks {

StopText::StopText(std::vector<std::string> stops) : stops_(std::move(stops)) {
  if (std::ranges::any_of(stops_, &std::string::empty)) throw std::invalid_argument("stop must not be empty");
}

std::string StopText::feed(std::string_view piece) {
  if (stopped_) return {};
  held_ += piece;
  size_t end = std::string::npos;
  for (const std::string& stop : stops_) end = std::min(end, held_.find(stop));
  if (end != std::string::npos) {
    stopped_ = true;
    return std::exchange(held_, {}).substr(0, end);
  }
  // The longest end of the text that is the beginning of a stop string.
  size_t open = 0;
  for (const std::string& stop : stops_)
    for (size_t length = std::min(stop.size() - 1, held_.size()); length > open; --length)
      if (held_.ends_with(std::string_view(stop).substr(0, length))) open = length;
  const std::string clear = held_.substr(0, held_.size() - open);
  held_.erase(0, clear.size());
  return clear;
}

std::string StopText::rest() { return std::exchange(held_, {}); }

}  // namespace sextant::tasks
