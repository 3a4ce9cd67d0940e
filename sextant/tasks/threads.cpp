#include "sextant/tasks/threads.h"

#include <ATen/Parallel.h>

namespace sextant::tasks {

void use_threads(int64_t threads) {
  if (threads > 0) at::set_num_threads(static_cast<int>(threads));
}

}  // namespace sextant::tasks
