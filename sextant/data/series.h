// Series of measurements, each at its own moments, from a table with a row for each moment.
//
//   id,t,temperature,label          rows of one id, in the order of their times, are one series
//
// Times are numbers in any unit and stay real: nothing is put on a grid. Not here: rows for a model
// (tasks/series_input.h).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "sextant/data/table_rows.h"

namespace sextant::data {

struct SeriesColumns {
  std::string id = "id";                 ///< name, or number from 1
  std::string time = "t";                ///< the same
  std::vector<std::string> values = {};  ///< the same; empty = all others
  std::string label = "label";           ///< the same
  BadRows bad_rows = BadRows::kError;

  bool operator==(const SeriesColumns&) const = default;
};
template <class Visit>
void fields(SeriesColumns& columns, Visit&& visit) {
  visit("id-col", columns.id, "column that says which series a row belongs to, by name or by number from 1");
  visit("time-col", columns.time, "column of the times, numbers in any unit");
  visit("value-cols", columns.values, "columns of what was measured; none named = all others");
  visit("label-col", columns.label, "column of the label, the same in all rows of a series");
  visit("bad-rows", columns.bad_rows, "stop at a row that cannot be read, or skip and count it");
}

struct Series {
  std::string id;
  std::string label;                             ///< empty where the file has none
  std::vector<double> times = {};                ///< [T], not falling
  std::vector<std::vector<double>> values = {};  ///< [T][F]
};

enum class SeriesLabels { kRead, kIgnored };

struct SeriesFile {
  std::vector<Series> series;      ///< in the order of their first rows
  std::vector<std::string> names;  ///< of the values, F of them
  std::string sha256;
  std::string form;                      ///< what was understood
  int64_t rows = 0;                      ///< read in all
  int64_t skipped = 0;                   ///< bad rows
  std::vector<std::string> faults = {};  ///< of the first few of them
};

/// @param path  .tsv is parted by tabs, all else by commas; the first row names the columns
/// @throws std::runtime_error "PATH:LINE: …" for a bad row (a value that is no finite number, a time before the one
///         before it, another label than the series began with), a column that is not there, and "PATH: …" for a file
///         that cannot be read or holds no row
SeriesFile read_series(const std::filesystem::path& path, const SeriesColumns& columns,
                       SeriesLabels labels = SeriesLabels::kRead);
/// The same from a table's bytes.
/// @param path  what errors name first; its ending says how the table is parted
SeriesFile parse_series(std::string_view bytes, const std::filesystem::path& path, const SeriesColumns& columns,
                        SeriesLabels labels = SeriesLabels::kRead);

}  // namespace sextant::data
