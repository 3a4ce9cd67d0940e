#include "sextant/io/delimited.h"

#include <algorithm>

#include "sextant/io/lines.h"

namespace sextant::io {
namespace {

/// A last field's own end of line: the "\r" before the "\n" that stopped it.
std::string_view without_return(std::string_view field) {
  if (field.ends_with('\r')) field.remove_suffix(1);
  return field;
}

std::vector<std::string> split(std::string_view line, char at) {
  std::vector<std::string> fields;
  for (size_t begin = 0;;) {
    const size_t end = line.find(at, begin);
    fields.emplace_back(line.substr(begin, end - begin));
    if (end == std::string_view::npos) return fields;
    begin = end + 1;
  }
}

}  // namespace

std::string_view DelimitedReader::take_line() {
  ++line_;
  return io::take_line(rest_);
}

std::optional<DelimitedRow> DelimitedReader::next() {
  if (rest_.empty()) return std::nullopt;
  if (delimiter_ == Delimiter::kTab) {
    const int64_t line = line_;
    return DelimitedRow{.line = line, .fields = split(take_line(), '\t')};
  }
  const std::string_view begin = rest_;
  const int64_t line = line_;
  DelimitedRow row = quoted_row();
  if (!row.fault.empty()) {  // whatever a stray quote swallowed is read again
    rest_ = begin;
    line_ = line;
    take_line();
  }
  return row;
}

DelimitedRow DelimitedReader::quoted_row() {
  DelimitedRow row{.line = line_, .fields = {}};
  while (true) {
    if (rest_.starts_with('"')) {
      row.fields.push_back(quoted_field(row));
      if (!row.fault.empty()) return row;
    } else {
      const size_t size = std::min(rest_.find_first_of(",\n"), rest_.size());
      const std::string_view field = rest_.substr(0, size);
      row.fields.emplace_back(rest_.substr(size).starts_with(',') ? field : without_return(field));
      rest_.remove_prefix(size);
    }
    if (!rest_.starts_with(',')) break;
    rest_.remove_prefix(1);
  }
  take_line();  // nothing is left of it but its end
  return row;
}

/// A field in quotes, which may end on a later line.
std::string DelimitedReader::quoted_field(DelimitedRow& row) {
  std::string field;
  const int64_t opened = line_;
  rest_.remove_prefix(1);
  while (true) {
    const size_t quote = rest_.find('"');
    if (quote == std::string_view::npos) {
      row.fault = "the quote opened on line " + std::to_string(opened) + " is never closed";
      return field;
    }
    const std::string_view part = rest_.substr(0, quote);
    field += part;
    line_ += std::ranges::count(part, '\n');
    rest_.remove_prefix(quote + 1);
    if (!rest_.starts_with('"')) break;
    field += '"';
    rest_.remove_prefix(1);
  }
  const bool ends = rest_.empty() || rest_.starts_with(',') || rest_.starts_with('\n') || rest_.starts_with("\r\n");
  if (!ends) {
    row.fault = "text follows the closing quote of field " + std::to_string(row.fields.size() + 1) +
                "; a quote inside quotes is written twice";
  }
  return field;
}

}  // namespace sextant::io
