#include "sextant/tasks/peak_memory.h"

#include <c10/core/Allocator.h>

#include <algorithm>

namespace sextant::tasks {

/// What LibTorch's profiler is, to the allocator.
class PeakMemory::Reporter final : public c10::MemoryReportingInfoBase {
 public:
  bool memoryProfilingEnabled() const override { return true; }
  void reportMemoryUsage(void*, int64_t bytes, size_t, size_t, c10::Device) override {
    held += bytes;
    most = std::max(most, held);
  }

  int64_t held = 0, most = 0;
};

PeakMemory::PeakMemory()
    : reporter_(std::make_shared<Reporter>()), guard_(c10::DebugInfoKind::PROFILER_STATE, reporter_) {}

void PeakMemory::restart() { reporter_->most = held_at_start_ = reporter_->held; }

int64_t PeakMemory::bytes() const { return reporter_->most - held_at_start_; }

}  // namespace sextant::tasks
