// The pictures of a document as scenes, as every picture renderer needs them.
#pragma once

#include <vector>

#include "sextant/report/document.h"
#include "sextant/report/scene.h"

namespace sextant::report {

/// A heat map as large as a picture can show: at most this many cells each way.
constexpr int64_t kMostCells = 1024;

/// One scene a chart or heat map, in order.
/// @throws std::invalid_argument if the document has none
std::vector<Scene> scenes(const Document& document);
Scene picture(const HeatMap& map);

}  // namespace sextant::report
