#include "sextant/tasks/processes.h"

#include <fmt/core.h>

#include <chrono>
#include <cmath>

#include "sextant/tasks/failure.h"

namespace sextant::tasks {

int64_t processes() { return train::ranks_started(); }

std::unique_ptr<train::Ranks> join_processes(double patience_s) {
  if (processes() == 1) return nullptr;
  if (!(patience_s > 0)) {
    throw Failure({.code = "E-USAGE-VALUE",
                   .message = fmt::format("rank-timeout must be more than 0 seconds, got {}", patience_s)});
  }
  return or_fail(
      {.code = "E-CAP-MPI",
       .message = {},
       .hints = {"install libopenmpi-dev and build again", "run it without mpirun"}},
      [&] { return std::make_unique<train::Ranks>(std::chrono::milliseconds(std::llround(1000 * patience_s))); });
}

}  // namespace sextant::tasks
