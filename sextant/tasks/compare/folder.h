// The folder of an experiment: what was asked, and the records of the runs that are done.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "sextant/io/json.h"
#include "sextant/tasks/compare/contest_options.h"
#include "sextant/tasks/compare/record.h"

namespace sextant::tasks {

/// One training run.
struct Unit {
  std::string name;  ///< "00-rope-fold0-seed42", also its folder
  int64_t arm;       ///< index
  int64_t fold;
  int64_t seed;
};

class ExperimentFolder {
 public:
  /// Makes the folder, or opens it to go on. Without a path nothing is written or remembered.
  /// @param asked    what may change a number: in each object options, and hashes of the data
  /// @param derived  what follows from it, written beside it for who reads the folder later
  /// @throws Failure E-RUN-EXISTS, E-RESUME-CONFIG, E-RESUME-DATA
  ExperimentFolder(const ContestOptions& options, const io::Json& asked, const io::Json& derived = io::Json::object());

  /// Where a run keeps its checkpoints; empty without a path.
  std::filesystem::path run_folder(const Unit& unit) const;
  /// The record of a finished run.
  /// @throws Failure E-RESUME-BROKEN naming the file if it is damaged
  std::optional<RunRecord> finished(const Unit& unit) const;
  void keep(const Unit& unit, const RunRecord& record) const;

 private:
  std::filesystem::path path_;
};

}  // namespace sextant::tasks
