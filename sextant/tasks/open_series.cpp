#include "sextant/tasks/open_series.h"

#include <fmt/core.h>

#include "sextant/io/file.h"
#include "sextant/tasks/failure.h"

namespace sextant::tasks {
namespace {

/// The code a fault in a table of series has; the rooms below throw sentences without codes.
Facts facts_of(const std::string& sentence) {
  const auto has = [&](const char* words) { return sentence.find(words) != std::string::npos; };
  if (has("is empty")) return {.code = "E-DATA-EMPTY", .message = {}};
  if (has("there is no"))
    return {.code = "E-DATA-COLUMN",
            .message = {},
            .hints = {"--id-col, --time-col, --value-cols and --label-col take names or numbers"}};
  return {.code = "E-DATA-ROW", .message = {}, .hints = {"repair the row, or --bad-rows skip (counted and printed)"}};
}

}  // namespace

data::SeriesFile open_series(const std::string& path, const data::SeriesColumns& columns, data::SeriesLabels labels,
                             const Context& context) {
  const std::string bytes = or_fail({.code = "E-DATA-FILE", .message = {}}, [&] { return io::read_file(path); });
  return open_series(bytes, path, columns, labels, context);
}

data::SeriesFile open_series(std::string_view bytes, const std::string& path, const data::SeriesColumns& columns,
                             data::SeriesLabels labels, const Context& context) {
  data::SeriesFile file = [&] {
    try {
      return data::parse_series(bytes, path, columns, labels);
    } catch (const std::exception& error) {
      throw failure_of(error, facts_of(error.what()));
    }
  }();
  context.line(fmt::format("{}: {} series of {} rows in all ({})", path, file.series.size(), file.rows, file.form));
  for (const std::string& fault : file.faults) context.line("skipped " + fault);
  if (file.skipped > 0) context.line(fmt::format("{}: {} rows skipped in all", path, file.skipped));
  return file;
}

}  // namespace sextant::tasks
