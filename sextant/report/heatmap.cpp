#include "sextant/report/heatmap.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "sextant/report/number.h"

namespace sextant::report {
namespace {

/// A block of cells that becomes one: half-open ranges of rows and columns.
struct Block {
  int64_t row_begin, row_end, column_begin, column_end;
};

double reduce(const HeatMap& map, const Block& block) {
  double sum = 0, most = -std::numeric_limits<double>::infinity();
  int64_t count = 0;
  for (int64_t row = block.row_begin; row < block.row_end; ++row) {
    for (int64_t column = block.column_begin; column < block.column_end; ++column) {
      const double value = map.values[row * map.columns.count + column];
      if (std::isnan(value)) continue;
      sum += value;
      most = std::max(most, value);
      ++count;
    }
  }
  if (count == 0) return std::numeric_limits<double>::quiet_NaN();
  return map.pooling == Pooling::kMax ? most : sum / static_cast<double>(count);
}

/// Cells of the original in one of the shown.
int64_t stride(int64_t count, int64_t limit) { return (count + limit - 1) / limit; }

HeatAxis every(const HeatAxis& axis, int64_t step) {
  HeatAxis result = {
      .label = axis.label, .count = stride(axis.count, step), .first = axis.first, .step = axis.step * step};
  for (int64_t i = 0; i < std::ssize(axis.names); i += step) result.names.push_back(axis.names[i]);
  return result;
}

void check_axis(const HeatMap& map, const HeatAxis& axis) {
  if (axis.count < 1) {
    throw std::invalid_argument(fmt::format("heat map '{}': axis '{}' must have a count of at least 1, got {}",
                                            map.title, axis.label, axis.count));
  }
  if (!axis.names.empty() && std::ssize(axis.names) != axis.count) {
    throw std::invalid_argument(fmt::format("heat map '{}': axis '{}' has {} names for {} places", map.title,
                                            axis.label, axis.names.size(), axis.count));
  }
}

}  // namespace

void check(const HeatMap& map) {
  check_axis(map, map.rows);
  check_axis(map, map.columns);
  if (std::ssize(map.values) == map.rows.count * map.columns.count) return;
  throw std::invalid_argument(fmt::format("heat map '{}': {} values for {} x {} cells", map.title, map.values.size(),
                                          map.rows.count, map.columns.count));
}

std::string name_of(const HeatAxis& axis, int64_t index) {
  return axis.names.empty() ? fmt::format("{}", axis.first + index * axis.step) : axis.names[index];
}

std::pair<double, double> colour_range(const HeatMap& map) {
  if (map.range) return *map.range;
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const double value : map.values) {
    if (!std::isfinite(value)) continue;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  if (low > high) return {0, 1};
  if (map.colours == Colours::kSequential) return {low, high};
  const double most = std::max(std::abs(low), std::abs(high));
  return {-most, most};
}

HeatMap pooled(const HeatMap& map, int64_t rows, int64_t columns) {
  check(map);
  const int64_t down = stride(map.rows.count, rows), across = stride(map.columns.count, columns);
  if (down == 1 && across == 1) return map;
  HeatMap result = map;
  result.range = colour_range(map);
  result.rows = every(map.rows, down);
  result.columns = every(map.columns, across);
  result.values.clear();
  for (int64_t row = 0; row < map.rows.count; row += down) {
    for (int64_t column = 0; column < map.columns.count; column += across) {
      result.values.push_back(reduce(
          map, {row, std::min(row + down, map.rows.count), column, std::min(column + across, map.columns.count)}));
    }
  }
  return result;
}

std::string caption(const HeatMap& map, const HeatMap& shown) {
  const auto [low, high] = colour_range(map);
  std::string text =
      fmt::format("{} × {}, {} × {}", map.rows.label, map.columns.label, map.rows.count, map.columns.count);
  const int64_t down = stride(map.rows.count, shown.rows.count),
                across = stride(map.columns.count, shown.columns.count);
  if (down > 1 || across > 1) {
    text +=
        fmt::format(", each cell the {} of {} × {}", map.pooling == Pooling::kMax ? "maximum" : "mean", down, across);
  }
  text += fmt::format("; {} from {} to {}", map.value, significant(low, 4), significant(high, 4));
  if (!map.unit.empty()) text += fmt::format(" {}", map.unit);
  return text;
}

}  // namespace sextant::report
