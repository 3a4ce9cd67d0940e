#include "sextant/tasks/threads.h"

#include <ATen/Parallel.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>

#include "sextant/train/parallel/ranks.h"

namespace sextant::tasks {
namespace {

bool bound_to_cores() {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  return sched_getaffinity(0, sizeof(cores), &cores) == 0 && CPU_COUNT(&cores) < sysconf(_SC_NPROCESSORS_ONLN);
}

}  // namespace

void use_threads(int64_t threads) {
  const int64_t sharing = train::ranks_on_this_machine();
  if (threads == 0 && sharing > 1 && !bound_to_cores()) threads = std::max<int64_t>(1, at::get_num_threads() / sharing);
  if (threads > 0) at::set_num_threads(static_cast<int>(threads));
}

}  // namespace sextant::tasks
