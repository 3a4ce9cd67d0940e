#include "sextant/data/series.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <stdexcept>

#include "sextant/io/delimited.h"
#include "sextant/io/file.h"
#include "sextant/io/sha256.h"
#include "sextant/settings/value.h"

namespace sextant::data {
namespace {

struct Places {
  size_t id, time;
  std::vector<size_t> values;
  std::optional<size_t> label;
  std::vector<std::string> names;  ///< of all columns
};

Places places_of(const std::vector<std::string>& header, const SeriesColumns& columns, SeriesLabels labels,
                 const RowFaults& faults) {
  const FirstRow row{header, true};
  Places places{.id = column_of(row, columns.id, "id", faults),
                .time = column_of(row, columns.time, "time", faults),
                .values = {},
                .label = {},
                .names = header};
  const auto known = std::ranges::find(header, columns.label);
  if (labels == SeriesLabels::kRead) {
    places.label = column_of(row, columns.label, "label", faults);
  } else if (known != header.end()) {
    places.label = static_cast<size_t>(known - header.begin());
  }
  for (const std::string& name : columns.values) places.values.push_back(column_of(row, name, "values", faults));
  if (!columns.values.empty()) return places;
  for (size_t i = 0; i < header.size(); ++i)
    if (i != places.id && i != places.time && places.label != i) places.values.push_back(i);
  return places;
}

/// One table being read.
class Reader {
 public:
  Reader(Places places, RowFaults& faults, SeriesFile& file)
      : places_(std::move(places)), faults_(faults), file_(file) {
    for (const size_t place : places_.values) file_.names.push_back(places_.names[place]);
  }

  void add(const io::DelimitedRow& row) {
    const auto fault = take(row);
    if (fault) faults_.add(row.line, *fault);
    file_.rows += fault ? 0 : 1;
  }

 private:
  /// What is wrong with the row, if it was not taken.
  std::optional<std::string> take(const io::DelimitedRow& row) {
    if (!row.fault.empty()) return row.fault;
    if (row.fields.size() != places_.names.size())
      return fmt::format("expected {} fields, found {}", places_.names.size(), row.fields.size());
    for (const size_t place : numbers())
      if (!number_of(row.fields[place]))
        return fmt::format("'{}' must be a finite number, found '{}'", places_.names[place], row.fields[place]);
    const std::string label = places_.label ? row.fields[*places_.label] : "";
    const auto [found, fresh] = by_id_.try_emplace(row.fields[places_.id], file_.series.size());
    if (fresh) file_.series.push_back({.id = row.fields[places_.id], .label = label});
    Series& series = file_.series[found->second];
    const double time = *number_of(row.fields[places_.time]);
    if (series.label != label)
      return fmt::format("series '{}' has the label '{}' here and '{}' before", series.id, label, series.label);
    if (!series.times.empty() && time < series.times.back())
      return fmt::format("series '{}' goes back in time from {} to {}", series.id, series.times.back(), time);
    series.times.push_back(time);
    std::vector<double>& values = series.values.emplace_back();
    for (const size_t place : places_.values) values.push_back(*number_of(row.fields[place]));
    return std::nullopt;
  }

  std::vector<size_t> numbers() const {
    std::vector<size_t> places = places_.values;
    places.push_back(places_.time);
    return places;
  }
  static std::optional<double> number_of(const std::string& text) {
    const auto number = settings::parse_real(text);
    return number && std::isfinite(*number) ? number : std::nullopt;
  }

  Places places_;
  RowFaults& faults_;
  SeriesFile& file_;
  std::map<std::string, size_t> by_id_ = {};
};

}  // namespace

SeriesFile read_series(const std::filesystem::path& path, const SeriesColumns& columns, SeriesLabels labels) {
  return parse_series(io::read_file(path), path, columns, labels);
}

SeriesFile parse_series(std::string_view bytes, const std::filesystem::path& path, const SeriesColumns& columns,
                        SeriesLabels labels) {
  std::string_view text = bytes;
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  const bool tabs = path.extension() == ".tsv";
  io::DelimitedReader rows(text, tabs ? io::Delimiter::kTab : io::Delimiter::kComma);
  const auto header = rows.next();
  if (!header) throw std::runtime_error(path.string() + ": is empty");
  RowFaults faults(path, columns.bad_rows);
  SeriesFile file{.series = {}, .names = {}, .sha256 = io::sha256_hex(bytes), .form = {}};
  Reader reader(places_of(header->fields, columns, labels, faults), faults, file);
  while (const auto row = rows.next()) reader.add(*row);
  if (file.series.empty())
    throw std::runtime_error(path.string() + ": is empty of series: it has no row that can be read");
  if (file.names.empty()) throw std::runtime_error(path.string() + ": there is no column of values");
  file.form = fmt::format("{}, values {}", tabs ? "tsv" : "csv", settings::join(file.names, ", "));
  file.skipped = faults.skipped();
  file.faults = faults.told();
  return file;
}

}  // namespace sextant::data
