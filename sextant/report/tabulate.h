// Pictures as tables of their numbers, for renderers without pictures and for readers who cannot see them.
#pragma once

#include <cstdint>

#include "sextant/report/chart.h"
#include "sextant/report/heatmap.h"
#include "sextant/report/table.h"

namespace sextant::report {

/// One row an x, one column a series; "value [low, high]" where there is a band.
Table tabulate(const Chart& chart);

/// The map pooled to `rows` x `columns`, its caption saying so.
Table tabulate(const HeatMap& map, int64_t rows, int64_t columns);

}  // namespace sextant::report
