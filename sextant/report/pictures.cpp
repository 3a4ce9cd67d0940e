#include "sextant/report/pictures.h"

#include <fmt/format.h>

#include <stdexcept>

namespace sextant::report {

Scene picture(const HeatMap& map) { return scene(map, pooled(map, kMostCells, kMostCells)); }

std::vector<Scene> scenes(const Document& document) {
  std::vector<Scene> result;
  for (const Part& part : document.parts) {
    if (const auto* chart = std::get_if<Chart>(&part)) result.push_back(scene(*chart));
    if (const auto* map = std::get_if<HeatMap>(&part)) result.push_back(picture(*map));
  }
  if (result.empty())
    throw std::invalid_argument(fmt::format("document '{}': no chart or heat map to draw", document.title));
  return result;
}

}  // namespace sextant::report
