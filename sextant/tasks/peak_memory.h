// How much memory a piece of work takes: every block that LibTorch allocates and frees on the CPU in this thread.
#pragma once

#include <c10/util/ThreadLocalDebugInfo.h>

#include <cstdint>
#include <memory>

namespace sextant::tasks {

/// Counts from its making to its end, in this thread. Blocks made before it are not known to it.
class PeakMemory {
 public:
  PeakMemory();
  PeakMemory(const PeakMemory&) = delete;
  PeakMemory& operator=(const PeakMemory&) = delete;

  /// Begins anew: the peak is what is held now.
  void restart();
  /// Bytes held at most since the last restart, over those held at it.
  int64_t bytes() const;

 private:
  class Reporter;
  std::shared_ptr<Reporter> reporter_;
  c10::DebugInfoGuard guard_;
  int64_t held_at_start_ = 0;
};

}  // namespace sextant::tasks
