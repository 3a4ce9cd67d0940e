// Progress of a task on stderr: a bar, plain lines, JSON lines, or nothing. No escape ever reaches a pipe.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "sextant/tasks/context.h"

namespace sextant::cli {

enum class ProgressStyle { kBar, kPlain, kJson, kNone };

/// `auto` is a bar on a terminal that can move its cursor and is not a CI job's, else plain lines.
ProgressStyle progress_style(std::string_view word);

class ProgressPrinter {
 public:
  explicit ProgressPrinter(ProgressStyle style) : style_(style) {}
  ~ProgressPrinter() { clear(); }
  ProgressPrinter(const ProgressPrinter&) = delete;
  ProgressPrinter& operator=(const ProgressPrinter&) = delete;

  void show(const tasks::Progress& progress);
  /// A line of talk, above the bar.
  void line(std::string_view text);
  /// Takes the bar off the screen.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  ProgressStyle style_;
  Clock::time_point last_ = {};
  bool bar_drawn_ = false;
};

/// "train rope  120/400  30 %  loss 2.31 nats/token  8,100 tokens/s  1m20s left"
std::string progress_text(const tasks::Progress& progress);
/// {"schema":"sextant.progress/1", …}
std::string progress_json(const tasks::Progress& progress);

}  // namespace sextant::cli
