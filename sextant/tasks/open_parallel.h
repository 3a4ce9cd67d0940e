// `--data` of a task with sentence pairs: read, or refused with its code and the options that mend it.
#pragma once

#include <string>

#include "sextant/data/parallel.h"
#include "sextant/tasks/context.h"

namespace sextant::tasks {

/// Tells what was understood, and how many rows were skipped.
/// @param path  a table with two columns, or two files as SOURCE,TARGET
/// @throws Failure E-DATA-FILE, -EMPTY, -UTF8, -COLUMN, -ROW, -PAIRS
data::ParallelFile open_parallel(const std::string& path, const data::ParallelOptions& options, const Context& context);

/// The files a path means, absolute: one, or SOURCE,TARGET.
std::string absolute_parallel(const std::string& path);

}  // namespace sextant::tasks
