// Rows of fields, as people keep tables: CSV with RFC 4180's quotes, TSV without any.
//
// A row ends at "\n" or "\r\n" alone: Unicode's other line ends are text. A table is read row by row, and a bad one is
// told, not thrown, so that whoever reads decides.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sextant::io {

enum class Delimiter {
  kComma,  ///< fields may be quoted, and then hold commas, quotes doubled, and ends of line
  kTab,    ///< a quote is a character like any other
};

struct DelimitedRow {
  int64_t line;  ///< it begins on, from 1
  std::vector<std::string> fields;
  std::string fault = {};  ///< why it is no row, or empty; `fields` then hold what was read
};

class DelimitedReader {
 public:
  /// @param text  stays alive; a byte-order mark is not part of it
  DelimitedReader(std::string_view text, Delimiter delimiter) : rest_(text), delimiter_(delimiter) {}
  /// The next row; nothing at the end. After a fault, reading goes on at the next line.
  std::optional<DelimitedRow> next();

 private:
  std::string_view take_line();
  DelimitedRow quoted_row();
  std::string quoted_field(DelimitedRow& row);

  std::string_view rest_;
  Delimiter delimiter_;
  int64_t line_ = 1;
};

}  // namespace sextant::io
