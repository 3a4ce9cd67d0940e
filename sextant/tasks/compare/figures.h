// Comparisons whose runs end in a few figures, such as accuracy and loss, in place of a curve over lengths.
//
// Pure: records in, summary out. Only the primary figure, named before the runs, is tested; the others get intervals.
// Tests of accuracies run on points, the scale their effects and intervals are told in, so that a verdict and its
// interval cannot disagree.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sextant/io/json.h"
#include "sextant/report/document.h"
#include "sextant/stats/comparison.h"
#include "sextant/tasks/compare/estimate.h"
#include "sextant/tasks/compare/findings.h"
#include "sextant/tasks/compare/record.h"

namespace sextant::tasks {

struct FigureKind {
  std::string name;        ///< as in RunRecord::figures
  std::string unit;        ///< "%"
  std::string difference;  ///< unit of a difference: "points"
  int digits = 2;          ///< after the point
  stats::Aim aim = stats::Aim::kHigher;

  bool operator==(const FigureKind&) const = default;
};

/// What the analysis must know besides the records.
struct FigurePlan {
  std::vector<std::string> arms;  ///< names, in the order asked for
  std::string reference;
  std::vector<FigureKind> kinds;
  std::string primary;                      ///< one of them
  std::vector<std::string> baselines = {};  ///< records by these names are no encodings: one of each fold
  stats::Rules rules = {};
};

/// What the page says that no record knows.
struct FigurePage {
  std::string task;       ///< "classify": what `compare` is followed by
  std::string question;   ///< "which encoding for reviews.tsv, 10,188 texts, 2 labels?"
  std::string evidence;   ///< "5 folds, 2 seeds"
  std::string trained;    ///< "2 layers of 96 channels, 10 epochs"
  std::string loss_name;  ///< "nats/text"
  std::string reproduce;  ///< a command
  std::vector<std::string> caveats = {};
};

struct FigureArm {
  std::string name;
  std::vector<std::pair<std::string, int64_t>> specs = {};  ///< chosen by how many runs
  int64_t runs = 0;                                         ///< that reached their end
  int64_t diverged = 0;
  int64_t parameters = 0;
  std::vector<Estimate> figures = {};  ///< by kind; empty without runs
  Curve curve = {};                    ///< step, loss on the part that chooses
};

struct BaselineSummary {
  std::string name;
  std::vector<Estimate> figures;  ///< by kind, over folds
  /// The best encoding minus this, in the primary figure; none for a single run.
  std::optional<stats::Comparison> best_against = {};
};

struct FigureSummary {
  FigurePlan plan;
  std::vector<FigureArm> arms = {};
  std::vector<BaselineSummary> baselines = {};
  Findings findings = {};                  ///< of arms that reached their end in every run
  std::vector<std::string> untested = {};  ///< "rope: 1 of 5 runs diverged"
  std::vector<std::string> caveats = {};
};

/// The primary figure as a test names it.
TestedFigure tested_figure(const FigurePlan& plan);

/// @throws std::invalid_argument if there is no record of an arm, or a record without one of the figures
FigureSummary analyse(const std::vector<RunRecord>& records, const FigurePlan& plan);

struct FigureResult {
  FigureSummary summary;
  FigurePage page;
  std::vector<RunRecord> records;  ///< baselines last
  double seconds;                  ///< of this call
};

report::Document document(const FigureResult& result);
/// {"schema":"sextant.compare.figures/1", …}, nothing in it depends on the clock but "timing".
io::Json to_json(const FigureResult& result);
/// One row per encoding or baseline and figure.
std::string summary_csv(const FigureResult& result);

/// Plan and page as experiment.json holds them, and back.
io::Json to_json(const FigurePlan& plan);
io::Json to_json(const FigurePage& page);
FigurePlan figure_plan(const io::Json& json, const std::string& where);
FigurePage figure_page(const io::Json& json, const std::string& where);

}  // namespace sextant::tasks
