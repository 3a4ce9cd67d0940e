// A picture as shapes on a plane, laid out once and drawn by SVG, PNG and HTML alike.
//
// Unit: CSS pixels, x to the right, y down. Colours are roles, so that HTML can follow light and dark.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "sextant/report/chart.h"
#include "sextant/report/colour.h"
#include "sextant/report/heatmap.h"

namespace sextant::report {

/// A role of the palette; kSeries + n is the n-th curve.
enum class Ink { kGround, kPanel, kGrid, kFrame, kMuted, kText, kSeries };
struct Paint {
  Ink ink;
  int series = 0;  ///< of kSeries
};
Rgb rgb_of(Paint paint, Ground ground);

struct Spot {
  double x, y;
};

struct Stroke {
  std::vector<Spot> spots;  ///< a line through them
  Paint paint;
  double width;
  std::vector<double> dash = {};  ///< lengths on, off, on, …; empty: solid
};
struct Area {
  std::vector<Spot> corners;
  Paint paint;
  double opacity = 1;
};
enum class Anchor { kStart, kMiddle, kEnd };
enum class Weight { kRegular, kBold };
struct Label {
  Spot at;  ///< on the baseline
  std::string text;
  Paint paint;
  double size;
  Anchor anchor = Anchor::kStart;
  Weight weight = Weight::kRegular;
};
/// A data point: its mark, drawn or only felt, and what hovering says.
struct Dot {
  Spot at;
  Paint paint;
  std::string says;
  bool drawn;
};
/// Colours in a rectangle, without smoothing.
struct Raster {
  Spot at;  ///< upper left
  double width, height;
  int64_t rows, columns;
  std::vector<Rgb> colours;  ///< [rows][columns]
};

struct Item {
  std::variant<Stroke, Area, Label, Dot, Raster> shape;
  int series = -1;  ///< which curve it belongs to, for switching it off; -1: none
};

struct Scene {
  double width, height;
  std::string title;  ///< for <title>
  std::string what;   ///< for <desc>: what a reader would see
  std::vector<Item> items = {};
};

enum class Furniture { kAll, kBare };  ///< kBare: without title, legend and caption, which HTML sets itself

Scene scene(const Chart& chart, Furniture furniture = Furniture::kAll);
/// @param shown  `map`, or pooled() of it
Scene scene(const HeatMap& map, const HeatMap& shown, Furniture furniture = Furniture::kAll);

/// The outline of the mark of a series around a spot: circle, square, triangle, diamond, and so on.
std::vector<Spot> mark_outline(Spot at, int series, double radius);
/// The dash pattern of a series; empty for the first: solid.
std::vector<double> dash_of(int series);

/// Where a heat map's cells lie in its scene: HTML puts its canvas there.
struct Frame {
  double x, y, width, height;
};
Frame heat_frame(const HeatMap& shown, Furniture furniture);

}  // namespace sextant::report
