// Many encodings at once: a row of colours each, where a chart of as many lines would be a thicket.
#pragma once

#include <string>

#include "sextant/report/heatmap.h"
#include "sextant/tasks/compare/analysis.h"

namespace sextant::tasks {

/// Encodings from which on a picture is a map: the palette of charts has no more colours to tell apart.
constexpr size_t kMostCurves = 12;

/// Mean bits per byte of each encoding (rows, in the order of the plan) at each tested length (columns) of a protocol;
/// no number where the encoding refuses the length.
report::HeatMap length_map(const CompareSummary& summary, const std::string& family);

}  // namespace sextant::tasks
