#include "sextant/report/png.h"

#include <algorithm>

#include "sextant/report/pictures.h"
#include "sextant/report/rasterizer.h"

namespace sextant::report {

std::string to_png(const Chart& chart) { return encode_png(rasterize(scene(chart))); }
std::string to_png(const HeatMap& map) { return encode_png(rasterize(picture(map))); }

std::string to_png(const Document& document) {
  Pixels all = {.width = 0, .height = 0, .colours = {}};
  for (const Scene& scene : scenes(document)) {
    Pixels one = rasterize(scene);  // every scene has the same width
    all.width = one.width;
    all.height += one.height;
    all.colours.insert(all.colours.end(), one.colours.begin(), one.colours.end());
  }
  return encode_png(all);
}

}  // namespace sextant::report
