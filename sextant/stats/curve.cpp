#include "sextant/stats/curve.h"

#include <algorithm>
#include <cmath>

#include "sextant/stats/checks.h"

namespace sextant::stats {
namespace {

void check(std::span<const Point> curve, size_t fewest) {
  require(curve.size() >= fewest, "curve: too few points", curve.size());
  require(curve.front().length >= 1, "curve: lengths must be at least 1", curve.front().length);
  for (size_t n = 1; n < curve.size(); ++n) {
    require(curve[n].length > curve[n - 1].length, "curve: lengths must rise", curve[n].length);
  }
}

}  // namespace

std::optional<int64_t> break_length(std::span<const Point> curve, double in_distribution, double tolerance) {
  check(curve, 1);
  for (const Point& point : curve) {
    const bool holds = point.nll <= in_distribution + std::log(tolerance);  // NaN does not
    if (!holds) return point.length;
  }
  return std::nullopt;
}

double extrapolation_area(std::span<const Point> curve) {
  check(curve, 2);
  double area = 0;
  for (size_t n = 1; n < curve.size(); ++n) {
    const double width = std::log2(static_cast<double>(curve[n].length) / static_cast<double>(curve[n - 1].length));
    area += width * ((curve[n].nll + curve[n - 1].nll) / 2 - curve.front().nll);
  }
  return area / std::log2(static_cast<double>(curve.back().length) / static_cast<double>(curve.front().length));
}

std::optional<int64_t> effective_context(std::span<const Point> curve, double nats) {
  check(curve, 1);
  std::optional<int64_t> longest;
  for (const Point& point : curve) {
    const auto half = std::ranges::find_if(curve, [&](const Point& other) { return 2 * other.length == point.length; });
    if (half != curve.end() && half->nll - point.nll >= nats) longest = point.length;
  }
  return longest;
}

}  // namespace sextant::stats
