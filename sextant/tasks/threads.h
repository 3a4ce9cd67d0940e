// How many threads LibTorch computes with.
#pragma once

#include <cstdint>

namespace sextant::tasks {

/// Threads of every operation from here on; 0 leaves LibTorch's own choice, of which each of several processes that
/// mpirun has not bound to cores takes its share. Sums may differ in their last bits between
/// numbers of threads, so runs that are to be equal need equal ones.
void use_threads(int64_t threads);

}  // namespace sextant::tasks
