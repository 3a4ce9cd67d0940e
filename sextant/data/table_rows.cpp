#include "sextant/data/table_rows.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <stdexcept>

#include "sextant/settings/value.h"
#include "sextant/text/utf8.h"

namespace sextant::data {
namespace {

constexpr int64_t kShownFaults = 5;

}  // namespace

std::string RowFaults::sentence(int64_t line, const std::string& what) const {
  return line == 0 ? what : fmt::format("{}:{}: {}", path_.string(), line, what);
}

void RowFaults::fail(int64_t line, const std::string& what) const { throw std::runtime_error(sentence(line, what)); }

void RowFaults::add(int64_t line, const std::string& what) {
  if (policy_ == BadRows::kError) fail(line, what);
  ++skipped_;
  if (std::ssize(told_) < kShownFaults) told_.push_back(sentence(line, what));
}

bool RowFaults::refuses(int64_t line, std::string_view field) {
  const auto fault = text::first_fault(field);
  if (fault) add(line, fmt::format("{} (character {} of a field)", fault->what, fault->place.column));
  return fault.has_value();
}

size_t column_of(const FirstRow& row, const std::string& asked, std::string_view what, const RowFaults& faults) {
  for (size_t i = 0; row.header && i < row.fields.size(); ++i)
    if (row.fields[i] == asked) return i;
  const auto number = settings::parse_integer(asked);
  if (number && *number >= 1 && *number <= std::ssize(row.fields)) return static_cast<size_t>(*number - 1);
  const std::string names =
      row.header ? fmt::format("{}", fmt::join(row.fields, ", ")) : "numbers alone, for no row names them";
  faults.fail(1,
              fmt::format("there is no {} column '{}'; the {} columns are {}", what, asked, row.fields.size(), names));
}

std::string said(const FirstRow& row, size_t column) {
  return row.header ? "'" + row.fields[column] + "'" : std::to_string(column + 1);
}

}  // namespace sextant::data
