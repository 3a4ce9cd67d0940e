#include "sextant/tasks/compare/estimate.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "sextant/stats/special.h"

namespace sextant::tasks {

Estimate estimate(std::span<const double> values) {
  const auto count = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
  if (values.size() < 2) return {mean, mean, mean};
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  constexpr double kUpper = 0.975;  // both tails of a 95 % interval
  const double half = stats::student_quantile(kUpper, count - 1) * std::sqrt(squares / (count - 1) / count);
  return {mean, mean - half, mean + half};
}

Curve mean_curve(const std::vector<std::vector<std::pair<int64_t, double>>>& runs) {
  std::map<int64_t, std::vector<double>> at;
  for (const auto& points : runs)
    for (const auto& [x, value] : points) at[x].push_back(value);
  Curve curve;
  for (const auto& [x, values] : at) curve.emplace_back(x, estimate(values));
  return curve;
}

double last_fall(const Curve& curve) {
  if (curve.size() < 2) return 0;
  return std::max(0.0, curve[curve.size() - 2].second.mean - curve.back().second.mean);
}

report::Series series_of(const std::string& name, const Curve& curve) {
  report::Series series{.name = name};
  for (const auto& [x, y] : curve) series.points.push_back({static_cast<double>(x), y.mean, y.low, y.high});
  return series;
}

std::string in_words(const Estimate& estimate, int digits) {
  const double half = (estimate.high - estimate.low) / 2;
  if (half == 0) return fmt::format("{:.{}f}", estimate.mean, digits);
  return fmt::format("{:.{}f} ±{:.{}f}", estimate.mean, digits, half, digits);
}

io::Json to_json(const Estimate& estimate) {
  io::Json json;
  io::set_number(json, "mean", estimate.mean);
  io::set_number(json, "low", estimate.low);
  io::set_number(json, "high", estimate.high);
  return json;
}

}  // namespace sextant::tasks
