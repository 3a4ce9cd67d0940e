// The folder of an experiment: what was asked, and the records of the runs that are done.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "sextant/tasks/compare/experiment.h"
#include "sextant/tasks/compare/record.h"

namespace sextant::tasks {

class ExperimentFolder {
 public:
  /// Makes the folder, or opens it to go on. Without a path nothing is written or remembered.
  /// @throws Failure E-RUN-EXISTS, E-RESUME-CONFIG, E-RESUME-DATA
  explicit ExperimentFolder(const Experiment& experiment);

  /// Where a run keeps its checkpoints; empty without a path.
  std::filesystem::path run_folder(const Unit& unit) const;
  /// The record of a finished run.
  /// @throws Failure E-RESUME-BROKEN naming the file if it is damaged
  std::optional<RunRecord> finished(const Unit& unit) const;
  void keep(const Unit& unit, const RunRecord& record) const;

 private:
  std::filesystem::path path_;
};

/// What was asked, as experiment.json holds it: every option that may change a number, and the text's hash.
io::Json experiment_json(const CompareOptions& options, const std::string& text_sha256, int64_t text_tokens);
/// The options back. @throws std::runtime_error naming the field
CompareOptions options_of(const io::Json& json, const std::string& where);

}  // namespace sextant::tasks
