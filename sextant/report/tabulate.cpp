#include "sextant/report/tabulate.h"

#include <fmt/format.h>

#include <cmath>
#include <map>

#include "sextant/report/number.h"

namespace sextant::report {
namespace {

void set(Cell& cell, const Point& point) {
  if (std::isnan(point.y)) return;
  if (std::isnan(point.low) || std::isnan(point.high)) {
    cell.emplace<double>(point.y);
  } else {
    cell.emplace<std::string>(
        fmt::format("{} [{}, {}]", significant(point.y, 4), significant(point.low, 4), significant(point.high, 4)));
  }
}

}  // namespace

Table tabulate(const Chart& chart) {
  Table table = {.caption = chart.title, .columns = {{.name = chart.x.label, .unit = chart.x.unit, .digits = 7}}};
  std::map<double, size_t> row_of;
  for (const Series& series : chart.series) {
    for (const Point& point : series.points) row_of.emplace(point.x, 0);
  }
  for (auto& [x, row] : row_of) {
    row = table.rows.size();
    table.rows.emplace_back(1 + chart.series.size());
    table.rows.back()[0].emplace<double>(x);
  }
  for (size_t s = 0; s < chart.series.size(); ++s) {
    table.columns.push_back({.name = chart.series[s].name, .unit = chart.y.unit});
    for (const Point& point : chart.series[s].points) set(table.rows[row_of[point.x]][1 + s], point);
  }
  return table;
}

Table tabulate(const HeatMap& map, int64_t rows, int64_t columns) {
  const HeatMap shown = pooled(map, rows, columns);
  Table table = {.caption = map.title + ": " + caption(map, shown),
                 .columns = {{.name = fmt::format("{} \\ {}", map.rows.label, map.columns.label)}}};
  for (int64_t column = 0; column < shown.columns.count; ++column) {
    table.columns.push_back({.name = name_of(shown.columns, column)});
  }
  for (int64_t row = 0; row < shown.rows.count; ++row) {
    std::vector<Cell>& cells = table.rows.emplace_back(1 + shown.columns.count);
    cells[0].emplace<std::string>(name_of(shown.rows, row));
    for (int64_t column = 0; column < shown.columns.count; ++column) {
      const double value = shown.values[row * shown.columns.count + column];
      if (!std::isnan(value)) cells[1 + column].emplace<double>(value);
    }
  }
  return table;
}

}  // namespace sextant::report
