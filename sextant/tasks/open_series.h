// Series from a path, with the codes and hints that people are told.
#pragma once

#include <string>
#include <string_view>

#include "sextant/data/series.h"
#include "sextant/tasks/context.h"

namespace sextant::tasks {

/// What was read is told; so are rows that were skipped.
/// @throws Failure E-DATA-FILE, -EMPTY, -COLUMN, -ROW
data::SeriesFile open_series(const std::string& path, const data::SeriesColumns& columns, data::SeriesLabels labels,
                             const Context& context);
/// The same from bytes that are there already.
data::SeriesFile open_series(std::string_view bytes, const std::string& path, const data::SeriesColumns& columns,
                             data::SeriesLabels labels, const Context& context);

}  // namespace sextant::tasks
