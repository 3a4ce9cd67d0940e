// Curves over one axis: values only, no pixels.
//
// A series is told apart by colour, line style and mark together, all given by its place in the list.
#pragma once

#include <limits>
#include <string>
#include <vector>

namespace sextant::report {

enum class Scale { kLinear, kLog2, kLog10 };

struct Axis {
  std::string label;
  std::string unit = {};
  Scale scale = Scale::kLinear;
};

struct Point {
  double x;
  double y;                                               ///< NaN: a gap in the line
  double low = std::numeric_limits<double>::quiet_NaN();  ///< confidence band; NaN: none here
  double high = std::numeric_limits<double>::quiet_NaN();
};

struct Series {
  std::string name;
  std::vector<Point> points = {};  ///< x increasing
};

/// A line across the whole plot with its reason: "training length", "chance".
struct Mark {
  double at;
  std::string label;
};

struct Chart {
  std::string title;
  Axis x;
  Axis y;
  std::vector<Series> series = {};
  std::vector<Mark> vertical = {};    ///< at an x
  std::vector<Mark> horizontal = {};  ///< at a y
};

/// @throws std::invalid_argument naming the series or mark, if x is not finite or decreases, or a logarithmic axis
///         gets a number that is not positive
void check(const Chart& chart);

}  // namespace sextant::report
