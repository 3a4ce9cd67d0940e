// A comparison by figures from its folder to its page, whatever its task.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "sextant/tasks/compare/contest.h"
#include "sextant/tasks/compare/figures.h"

namespace sextant::tasks {

struct FigureContest {
  Contest contest;
  FigurePlan plan;
  FigurePage page;
  io::Json options;  ///< objects of texts, {"compare": {…}, "train": {…}}: every option that may change a number
  std::string data_sha256;
  std::function<std::vector<RunRecord>()> baselines;  ///< one record of each baseline and fold
};

/// @throws Failure E-RUN-EXISTS, E-RESUME-…, E-DISK; Interrupted with the command to go on
FigureResult run_figures(const FigureContest& contest, const Context& context);

/// Whether the folder is one of a comparison by figures.
bool compares_figures(const std::filesystem::path& folder);
/// The same comparison read back from its folder, analysed anew.
/// @throws Failure E-MODEL-FILE if it is no folder of a finished one
FigureResult read_figures(const std::filesystem::path& folder);

/// The arms' names, the reference, the rules: what every plan takes from its contest.
/// @throws Failure E-USAGE-VALUE for a primary figure that is none of `kinds`
FigurePlan figure_plan(const Contest& contest, std::vector<FigureKind> kinds, std::vector<std::string> baselines);

/// "5 folds, 2 seeds; alpha 0.05, Holm over all pairs".
std::string evidence_sentence(const ContestOptions& options);
/// What the options themselves leave open.
std::vector<std::string> caveats_of(const ContestOptions& options);

}  // namespace sextant::tasks
