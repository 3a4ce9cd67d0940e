// Pictures as PNG bytes, drawn by our own rasteriser with a built-in bitmap font: no fonts, no display needed.
#pragma once

#include <string>

#include "sextant/report/document.h"

namespace sextant::report {

std::string to_png(const Chart& chart);
std::string to_png(const HeatMap& map);
/// All charts and heat maps of the document, under each other.
/// @throws std::invalid_argument if it has none
std::string to_png(const Document& document);

}  // namespace sextant::report
