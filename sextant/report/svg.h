// Pictures as SVG: text stays text, numbers have one format, <title> and <desc> say what is seen.
#pragma once

#include <string>

#include "sextant/report/document.h"

namespace sextant::report {

std::string to_svg(const Chart& chart);
std::string to_svg(const HeatMap& map);
/// All charts and heat maps of the document, under each other.
/// @throws std::invalid_argument if it has none
std::string to_svg(const Document& document);

}  // namespace sextant::report
