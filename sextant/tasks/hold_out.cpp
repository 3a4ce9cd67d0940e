#include "sextant/tasks/hold_out.h"

#include <fmt/core.h>

#include "sextant/tasks/failure.h"

namespace sextant::tasks {

void expect_hold_out(double share) {
  if (share > 0 && share < 0.5) return;
  throw Failure(
      {.code = "E-USAGE-VALUE", .message = fmt::format("hold-out must be above 0 and below 0.5, got {}", share)});
}

}  // namespace sextant::tasks
