#include "sextant/report/ticks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sextant/report/number.h"

namespace sextant::report {
namespace {

/// The least of 1, 2, 5 times a power of ten that is at least `step`.
double round_step(double step) {
  const double power = std::pow(10, std::floor(std::log10(step)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= step * (1 - 1e-9)) return factor * power;
  }
  return 10 * power;
}

std::vector<Tick> linear_ticks(double low, double high, int count) {
  const double step = round_step((high - low) / count);
  const int decimals = std::max(0, -static_cast<int>(std::floor(std::log10(step) + 1e-9)));
  const bool plain = decimals <= 6 && std::max(std::abs(low), std::abs(high)) < 1e7;
  std::vector<Tick> result;
  for (double k = std::ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; ++k) {
    const double at = k * step == 0 ? 0 : k * step;
    result.push_back({at, plain ? fmt::format("{:.{}f}", at, decimals) : significant(at, 4)});
  }
  return result;
}

std::vector<Tick> power_ticks(double low, double high, double base, int count) {
  const auto first = static_cast<int>(std::ceil(std::log(low) / std::log(base) - 1e-9));
  const auto last = static_cast<int>(std::floor(std::log(high) / std::log(base) + 1e-9));
  if (last - first < 1) return linear_ticks(low, high, count);
  const int step = std::max(1, static_cast<int>(std::ceil((last - first + 1) / static_cast<double>(count))));
  std::vector<Tick> result;
  for (int power = first; power <= last; power += step) {
    const double at = std::pow(base, power);
    result.push_back({at, significant(at, 7)});
  }
  return result;
}

double base_of(Scale scale) { return scale == Scale::kLog2 ? 2 : 10; }

}  // namespace

std::vector<Tick> ticks(double low, double high, Scale scale, int count) {
  if (scale == Scale::kLinear) return linear_ticks(low, high, count);
  return power_ticks(low, high, base_of(scale), count);
}

std::pair<double, double> round_range(double low, double high, Scale scale) {
  if (scale != Scale::kLinear)
    return low == high ? std::pair{low / base_of(scale), high * base_of(scale)} : std::pair{low, high};
  if (low == high) {
    const double margin = low == 0 ? 1 : std::abs(low) / 2;
    return {low - margin, high + margin};
  }
  const double step = round_step((high - low) / 5);
  return {std::floor(low / step + 1e-9) * step, std::ceil(high / step - 1e-9) * step};
}

double fraction(double value, double low, double high, Scale scale) {
  if (scale == Scale::kLinear) return (value - low) / (high - low);
  return std::log(value / low) / std::log(high / low);
}

}  // namespace sextant::report
