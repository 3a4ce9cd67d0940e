#include "sextant/tasks/compare/length_map.h"

#include <cmath>
#include <set>

namespace sextant::tasks {

report::HeatMap length_map(const CompareSummary& summary, const std::string& family) {
  std::set<int64_t> lengths;
  for (const ArmSummary& arm : summary.arms)
    for (const LengthRow& row : arm.rows)
      if (row.family == family) lengths.insert(row.length);
  report::HeatMap map{.title = "Loss by length, " + family,
                      .rows = {.label = "encoding", .count = std::ssize(summary.arms)},
                      .columns = {.label = "window or context", .count = std::ssize(lengths)},
                      .values = {},
                      .value = "loss",
                      .unit = "bits/byte"};
  for (const int64_t length : lengths) map.columns.names.push_back(std::to_string(length));
  for (const ArmSummary& arm : summary.arms) {
    map.rows.names.push_back(arm.name);
    for (const int64_t length : lengths) {
      const LengthRow* row = find_row(arm, family, length);
      map.values.push_back(row ? row->bits_per_byte.mean : std::nan(""));
    }
  }
  return map;
}

}  // namespace sextant::tasks
