// The processes that mpirun started beside this one.
#pragma once

#include <cstdint>
#include <memory>

#include "sextant/train/parallel/ranks.h"

namespace sextant::tasks {

/// How many processes there are, this one included.
int64_t processes();

/// Joins them, for Context::ranks; null for a process alone. All who have joined leave together.
/// @param patience_s  seconds one waits for another before it counts as lost
/// @throws Failure E-CAP-MPI in a build without MPI; E-USAGE-VALUE unless patience_s > 0
std::unique_ptr<train::Ranks> join_processes(double patience_s);

}  // namespace sextant::tasks
