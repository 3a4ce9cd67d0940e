#include "sextant/report/svg_scene.h"

#include <fmt/format.h>

#include <span>

#include "sextant/report/escape.h"
#include "sextant/report/number.h"
#include "sextant/report/png_encode.h"

namespace sextant::report {
namespace {

constexpr const char* kFonts = "system-ui,'DejaVu Sans','Helvetica Neue',Arial,sans-serif";

std::string class_of(Paint paint) {
  switch (paint.ink) {
    case Ink::kGround:
      return "i-ground";
    case Ink::kPanel:
      return "i-panel";
    case Ink::kGrid:
      return "i-grid";
    case Ink::kFrame:
      return "i-frame";
    case Ink::kMuted:
      return "i-muted";
    case Ink::kText:
      return "i-text";
    case Ink::kSeries:
      return fmt::format("i-s{}", paint.series % kSeriesInks);
  }
  return {};
}

std::string place(Spot at) { return coordinate(at.x) + "," + coordinate(at.y); }

std::string places(std::span<const Spot> spots) {
  std::string text;
  for (const Spot& spot : spots) text += (text.empty() ? "" : " ") + place(spot);
  return text;
}

class Writer {
 public:
  explicit Writer(Colouring colouring) : colouring_(colouring) {}

  std::string operator()(const Stroke& stroke) const {
    std::string dash;
    for (const double length : stroke.dash) dash += (dash.empty() ? "" : " ") + coordinate(length);
    if (!dash.empty()) dash = fmt::format(" stroke-dasharray=\"{}\"", dash);
    const char* round = stroke.spots.size() > 2 ? " stroke-linejoin=\"round\"" : "";
    return fmt::format("<polyline points=\"{}\" {} stroke-width=\"{}\"{}{}/>\n", places(stroke.spots),
                       line(stroke.paint), coordinate(stroke.width), dash, round);
  }

  std::string operator()(const Area& area) const {
    const std::string faint = area.opacity < 1 ? fmt::format(" fill-opacity=\"{}\"", coordinate(area.opacity)) : "";
    return fmt::format("<polygon points=\"{}\" {}{}/>\n", places(area.corners), fill(area.paint), faint);
  }

  std::string operator()(const Label& label) const {
    static constexpr const char* kAnchors[] = {"", " text-anchor=\"middle\"", " text-anchor=\"end\""};
    return fmt::format("<text x=\"{}\" y=\"{}\" {} font-size=\"{}\"{}{}>{}</text>\n", coordinate(label.at.x),
                       coordinate(label.at.y), fill(label.paint), coordinate(label.size),
                       kAnchors[static_cast<int>(label.anchor)],
                       label.weight == Weight::kBold ? " font-weight=\"600\"" : "", escaped(label.text));
  }

  std::string operator()(const Dot& dot) const {
    const std::string says = fmt::format("<title>{}</title>", escaped(dot.says));
    std::string mark;
    if (dot.drawn) {
      mark = fmt::format("<polygon points=\"{}\" {}>{}</polygon>\n", places(mark_outline(dot.at, dot.paint.series, 4)),
                         fill(dot.paint), colouring_ == Colouring::kFixed ? says : "");
    }
    if (colouring_ == Colouring::kFixed) return mark;
    return mark + fmt::format("<circle class=\"spot\" cx=\"{}\" cy=\"{}\" r=\"5\">{}</circle>\n", coordinate(dot.at.x),
                              coordinate(dot.at.y), says);
  }

  std::string operator()(const Raster& raster) const {
    const std::string png = encode_png({.width = raster.columns, .height = raster.rows, .colours = raster.colours});
    const auto* bytes = reinterpret_cast<const uint8_t*>(png.data());
    return fmt::format(
        "<image x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" preserveAspectRatio=\"none\" "
        "style=\"image-rendering:pixelated\" href=\"data:image/png;base64,{}\"/>\n",
        coordinate(raster.at.x), coordinate(raster.at.y), coordinate(raster.width), coordinate(raster.height),
        base64({bytes, png.size()}));
  }

 private:
  std::string fill(Paint paint) const {
    if (colouring_ == Colouring::kClasses) return fmt::format("class=\"{}\"", class_of(paint));
    return fmt::format("fill=\"{}\"", hex(rgb_of(paint, Ground::kLight)));
  }
  std::string line(Paint paint) const {
    if (colouring_ == Colouring::kClasses) return fmt::format("class=\"line {}\"", class_of(paint));
    return fmt::format("fill=\"none\" stroke=\"{}\"", hex(rgb_of(paint, Ground::kLight)));
  }

  const Colouring colouring_;
};

}  // namespace

std::string svg_element(const Scene& scene, Colouring colouring) {
  std::string text = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" role=\"img\" "
      "font-family=\"{2}\">\n<title>{3}</title>\n<desc>{4}</desc>\n",
      coordinate(scene.width), coordinate(scene.height), kFonts, escaped(scene.title), escaped(scene.what));
  if (colouring == Colouring::kFixed) {
    text += fmt::format("<rect width=\"100%\" height=\"100%\" fill=\"{}\"/>\n",
                        hex(rgb_of({Ink::kGround}, Ground::kLight)));
  }
  const Writer write(colouring);
  int open = -1;
  const auto switch_to = [&](int series) {
    if (colouring == Colouring::kFixed || series == open) return;
    if (open >= 0) text += "</g>\n";
    if (series >= 0) text += fmt::format("<g class=\"series\" data-series=\"{}\">\n", series);
    open = series;
  };
  for (const Item& item : scene.items) {
    switch_to(item.series);
    text += std::visit(write, item.shape);
  }
  switch_to(-1);
  return text + "</svg>\n";
}

}  // namespace sextant::report
