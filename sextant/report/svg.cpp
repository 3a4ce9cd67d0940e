#include "sextant/report/svg.h"

#include <fmt/format.h>

#include <algorithm>

#include "sextant/report/escape.h"
#include "sextant/report/number.h"
#include "sextant/report/pictures.h"
#include "sextant/report/svg_scene.h"

namespace sextant::report {

std::string to_svg(const Chart& chart) { return svg_element(scene(chart), Colouring::kFixed); }
std::string to_svg(const HeatMap& map) { return svg_element(picture(map), Colouring::kFixed); }

std::string to_svg(const Document& document) {
  const std::vector<Scene> pictures = scenes(document);
  if (pictures.size() == 1) return svg_element(pictures.front(), Colouring::kFixed);
  double width = 0, height = 0;
  std::string body;
  for (const Scene& scene : pictures) {
    body += fmt::format("<g transform=\"translate(0 {})\">\n{}</g>\n", coordinate(height),
                        svg_element(scene, Colouring::kFixed));
    width = std::max(width, scene.width);
    height += scene.height;
  }
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" role=\"group\">\n"
      "<title>{2}</title>\n{3}</svg>\n",
      coordinate(width), coordinate(height), escaped(document.title), body);
}

}  // namespace sextant::report
