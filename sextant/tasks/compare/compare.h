// `sextant compare`: which encoding for my data, how far does it reach past the training length, is the difference
// noise?
//
// Every encoding trains the same model on the same batches from the same weights; every protocol measures it; the
// primary figure is tested. The folder of an experiment:
//   experiment.json   what was asked, with the text's SHA-256
//   units/NAME.json   one finished run; units/NAME/ its checkpoints, which `generate`, `ppl` and `inspect` read
//   results.jsonl     all records in the order of the plan;  summary.csv;  summary.json;  report.html;  timing.json
// Only timing.json depends on the clock: a stopped and resumed experiment leaves the same bytes as an uninterrupted
// one.
#pragma once

#include <vector>

#include "sextant/io/json.h"
#include "sextant/report/document.h"
#include "sextant/tasks/compare/analysis.h"
#include "sextant/tasks/compare/options.h"
#include "sextant/tasks/context.h"

namespace sextant::tasks {

struct CompareResult {
  CompareOptions options;  ///< with every empty choice filled in
  std::string text_sha256;
  int64_t text_tokens;
  CompareSummary summary;
  std::vector<RunRecord> records;
  double seconds;  ///< of this call
};

/// @throws Failure E-DATA-…, E-SPEC, E-USAGE-…, E-RUN-EXISTS, E-RESUME-…; Interrupted with the command to go on
CompareResult compare(const CompareOptions& options, const Context& context);

/// The same experiment read back from its folder, analysed anew.
/// @throws Failure E-MODEL-FILE if it is no folder of a finished comparison
CompareResult read_comparison(const std::filesystem::path& folder);

/// The command that runs the experiment again.
std::string reproduce_command(const CompareOptions& options);

report::Document document(const CompareResult& result);
/// {"schema":"sextant.compare/1", …}, nothing in it depends on the clock but "timing".
io::Json to_json(const CompareResult& result);
/// One row per encoding, protocol and length.
std::string summary_csv(const CompareResult& result);

}  // namespace sextant::tasks
