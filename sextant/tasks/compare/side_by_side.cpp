#include "sextant/tasks/compare/side_by_side.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace sextant::tasks {

void side_by_side(int64_t count, int64_t jobs, const std::function<void(int64_t)>& work,
                  const std::function<bool()>& stop) {
  std::atomic<int64_t> next = 0;
  std::atomic<bool> failed = false;
  std::exception_ptr first;
  std::mutex guard;
  const auto take_on = [&] {
    while (!failed && !(stop && stop())) {
      const int64_t i = next++;
      if (i >= count) return;
      try {
        work(i);
      } catch (...) {
        const std::lock_guard lock(guard);
        if (!first) first = std::current_exception();
        failed = true;
      }
    }
  };
  // Threads of its own even for one job: a run limits the computing threads of the thread it is on.
  std::vector<std::thread> threads;
  for (int64_t n = 0; n < std::min(count, std::max<int64_t>(1, jobs)); ++n) threads.emplace_back(take_on);
  for (std::thread& thread : threads) thread.join();
  if (first) std::rethrow_exception(first);
}

}  // namespace sextant::tasks
