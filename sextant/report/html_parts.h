// The parts of a page that need more than a line: tables and pictures.
#pragma once

#include <cstdint>
#include <string>

#include "sextant/report/document.h"

namespace sextant::report {

enum class Sorting { kSortable, kFixed };

std::string html_table(const Table& table, Sorting sorting);
/// SVG curves with switches, the numbers as a table to unfold, and as hidden CSV for the button that saves it.
std::string html_chart(const Chart& chart);
/// Axes as SVG, cells as base64 16-bit codes for a canvas, and a pooled table where there is no script.
/// @param side  most rows and columns kept
std::string html_heat_map(const HeatMap& map, int64_t side);

/// The 256 colours of each scale as one JSON object of hex digits, for the script.
std::string html_palettes();
/// The palette as custom properties, for light and dark.
std::string html_colours();

}  // namespace sextant::report
