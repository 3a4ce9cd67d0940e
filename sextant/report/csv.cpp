#include "sextant/report/csv.h"

#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <stdexcept>

#include "sextant/report/number.h"

namespace sextant::report {
namespace {

std::string field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + '"';
}

/// A number, or nothing if it is missing.
std::string field(double value) { return std::isnan(value) ? "" : shortest(value); }

std::string field(const Cell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return field(*text);
  if (const auto* count = std::get_if<int64_t>(&cell)) return fmt::format("{}", *count);
  if (const auto* number = std::get_if<double>(&cell)) return field(*number);
  return {};
}

template <class Items, class Word>
std::string row(const Items& items, Word word) {
  std::string text;
  for (const auto& item : items) text += word(item) + ',';
  if (!text.empty()) text.back() = '\n';
  return text;
}

std::optional<std::string> numbers_of(const Part& part) {
  if (const auto* table = std::get_if<Table>(&part)) return to_csv(*table);
  if (const auto* chart = std::get_if<Chart>(&part)) return to_csv(*chart);
  if (const auto* map = std::get_if<HeatMap>(&part)) return to_csv(*map);
  return {};
}

}  // namespace

std::string to_csv(const Table& table) {
  check(table);
  std::string text = row(table.columns, [](const Column& column) { return field(heading(column)); });
  for (const auto& cells : table.rows) text += row(cells, [](const Cell& cell) { return field(cell); });
  return text;
}

std::string to_csv(const Chart& chart) {
  std::string text = fmt::format("series,{},{},low,high\n", field(chart.x.label), field(chart.y.label));
  for (const Series& series : chart.series) {
    for (const Point& point : series.points) {
      text += fmt::format("{},{},{},{},{}\n", field(series.name), field(point.x), field(point.y), field(point.low),
                          field(point.high));
    }
  }
  return text;
}

std::string to_csv(const HeatMap& map) {
  check(map);
  std::string text = field(map.rows.label);
  for (int64_t column = 0; column < map.columns.count; ++column) text += ',' + field(name_of(map.columns, column));
  text += '\n';
  for (int64_t r = 0; r < map.rows.count; ++r) {
    text += field(name_of(map.rows, r));
    for (int64_t column = 0; column < map.columns.count; ++column) {
      text += ',' + field(map.values[r * map.columns.count + column]);
    }
    text += '\n';
  }
  return text;
}

std::string to_csv(const Document& document) {
  std::string text;
  for (const Part& part : document.parts) {
    if (const auto numbers = numbers_of(part)) text += (text.empty() ? "" : "\n") + *numbers;
  }
  if (text.empty())
    throw std::invalid_argument(fmt::format("document '{}': no numbers to write as CSV", document.title));
  return text;
}

}  // namespace sextant::report
