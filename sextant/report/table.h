// A table of text and numbers, the same for every renderer.
//
// Not here: how it is drawn (terminal.h, markdown.h, html.h), nor how numbers are worded (number.h).
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace sextant::report {

enum class Align { kLeft, kRight };

/// Missing, text, a count, or a real number.
using Cell = std::variant<std::monostate, std::string, int64_t, double>;

struct Column {
  std::string name;
  std::string unit = {};  ///< as in "nats/token"; empty for pure numbers and text
  Align align = Align::kRight;
  int digits = 4;  ///< significant digits of real numbers
};

struct Table {
  std::string caption;
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows = {};  ///< each as long as `columns`
};

/// @throws std::invalid_argument naming the row, unless every row has one cell a column
void check(const Table& table);

/// The cell in words: "–" if missing, text as it is, counts in full, real numbers to the column's digits.
std::string words(const Cell& cell, const Column& column);

/// "name (unit)", or the name alone.
std::string heading(const Column& column);

}  // namespace sextant::report
