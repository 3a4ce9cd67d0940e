// What a finished comparison leaves in its folder.
//
//   results.jsonl  all records in the order of the plan;  summary.csv;  summary.json;  report.html;  timing.json
//
// Only timing.json depends on the clock.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "sextant/io/json.h"
#include "sextant/report/document.h"
#include "sextant/tasks/compare/record.h"

namespace sextant::tasks {

struct Results {
  const std::vector<RunRecord>& records;
  io::Json summary;  ///< its "timing" is left out
  std::string csv;
  report::Document page;
  double seconds;
};

/// @param folder  empty = nothing is written
/// @throws Failure E-DISK
void write_results(const std::filesystem::path& folder, const Results& results);

/// @throws std::runtime_error naming the file and the line
std::vector<RunRecord> read_records(const std::filesystem::path& folder);

}  // namespace sextant::tasks
