#include "sextant/tasks/compare/estimate.h"

#include <fmt/core.h>

#include <cmath>
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
