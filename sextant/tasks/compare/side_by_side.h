// Independent pieces of work on a few threads.
#pragma once

#include <cstdint>
#include <functional>

namespace sextant::tasks {

/// work(i) for every i in [0, count), in order of starting, at most `jobs` at a time. Returns when all that started
/// have ended; after an exception nothing new starts, and the first one is thrown again.
/// @param stop  asked before each start; true: start nothing more
void side_by_side(int64_t count, int64_t jobs, const std::function<void(int64_t)>& work,
                  const std::function<bool()>& stop);

}  // namespace sextant::tasks
