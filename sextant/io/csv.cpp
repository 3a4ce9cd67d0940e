#include "sextant/io/csv.h"

namespace sextant::io {

std::string csv_field(std::string_view field) {
  if (field.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(field);
  std::string quoted = "\"";
  for (const char c : field) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + '"';
}

std::string csv_row(std::span<const std::string> fields) {
  std::string row;
  for (size_t i = 0; i < fields.size(); ++i) row += (i > 0 ? "," : "") + csv_field(fields[i]);
  return row + '\n';
}

}  // namespace sextant::io
