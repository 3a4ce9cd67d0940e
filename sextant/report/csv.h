// The numbers behind every table and picture, as RFC 4180 CSV with '\n' and shortest round-trip numbers.
#pragma once

#include <string>

#include "sextant/report/document.h"

namespace sextant::report {

std::string to_csv(const Table& table);
std::string to_csv(const Chart& chart);  ///< series, x, y, low, high: one row a point
std::string to_csv(const HeatMap& map);  ///< first column the rows' names, then one column each
/// Every table, chart and heat map, with an empty line between them.
/// @throws std::invalid_argument if there is none
std::string to_csv(const Document& document);

}  // namespace sextant::report
