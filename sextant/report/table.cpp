#include "sextant/report/table.h"

#include <fmt/format.h>

#include <stdexcept>

#include "sextant/report/number.h"

namespace sextant::report {

void check(const Table& table) {
  for (size_t row = 0; row < table.rows.size(); ++row) {
    if (table.rows[row].size() == table.columns.size()) continue;
    throw std::invalid_argument(fmt::format("table '{}': row {} has {} cells, expected {}", table.caption, row,
                                            table.rows[row].size(), table.columns.size()));
  }
}

std::string words(const Cell& cell, const Column& column) {
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* count = std::get_if<int64_t>(&cell)) return fmt::format("{}", *count);
  if (const auto* number = std::get_if<double>(&cell)) return significant(*number, column.digits);
  return "–";
}

std::string heading(const Column& column) {
  return column.unit.empty() ? column.name : fmt::format("{} ({})", column.name, column.unit);
}

}  // namespace sextant::report
