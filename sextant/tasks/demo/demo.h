// `sextant demo`: three acts in a few minutes, from nothing to an honest comparison. Nothing is precomputed.
//
//   1 copying   exact recall: some encodings learn it perfectly and forget it one step past the training length
//   2 parity    the control: no encoding carries it to longer strings
//   3 language  the same encodings, another ranking: what fails at copying survives here, and the reverse
//
// What the acts claim is checked, not assumed: each claim is a Check, and a failed one fails the demo.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "sextant/report/document.h"
#include "sextant/tasks/compare/compare.h"
#include "sextant/tasks/context.h"
#include "sextant/tasks/demo/task_act.h"

namespace sextant::tasks {

struct DemoOptions {
  std::string data = "builtin:shakespeare";  ///< text of the third act
  int64_t seed = 42;
  int64_t jobs = 0;                ///< encodings trained at the same time, one thread each; 0 = cores
  std::filesystem::path out = {};  ///< page to write; empty = demo.html, or the first free demo-N.html
  bool overwrite = false;          ///< whether `out` may be replaced

  bool operator==(const DemoOptions&) const = default;
};

/// A claim of the demo with the numbers it was judged by.
struct Check {
  std::string claim;
  std::string found;
  bool holds;
};

struct DemoResult {
  DemoOptions options;
  TaskActResult copying;
  TaskActResult parity;
  CompareResult language;
  std::vector<Check> checks;
  double seconds;
};

/// @throws Failure for a text that cannot be used, Interrupted
DemoResult demo(const DemoOptions& options, const Context& context);

bool all_hold(const DemoResult& result);
report::Document document(const DemoResult& result);
/// {"schema":"sextant.demo/1", …}
io::Json to_json(const DemoResult& result);

}  // namespace sextant::tasks
