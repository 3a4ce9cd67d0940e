#include "sextant/report/chart.h"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

namespace sextant::report {
namespace {

void check_on_axis(double value, const Axis& axis, const std::string& who) {
  if (std::isfinite(value) && (axis.scale == Scale::kLinear || value > 0)) return;
  throw std::invalid_argument(fmt::format("chart: {} must be {} on the axis '{}', got {}", who,
                                          axis.scale == Scale::kLinear ? "finite" : "positive", axis.label, value));
}

void check_series(const Series& series, const Chart& chart) {
  const std::string who = fmt::format("series '{}'", series.name);
  double previous = -INFINITY;
  for (const Point& point : series.points) {
    check_on_axis(point.x, chart.x, who);
    if (!std::isnan(point.y)) check_on_axis(point.y, chart.y, who);
    if (point.x < previous)
      throw std::invalid_argument(fmt::format("chart: {}: x falls from {} to {}", who, previous, point.x));
    previous = point.x;
  }
}

}  // namespace

void check(const Chart& chart) {
  for (const Series& series : chart.series) check_series(series, chart);
  for (const Mark& mark : chart.vertical) check_on_axis(mark.at, chart.x, fmt::format("mark '{}'", mark.label));
  for (const Mark& mark : chart.horizontal) check_on_axis(mark.at, chart.y, fmt::format("mark '{}'", mark.label));
}

}  // namespace sextant::report
