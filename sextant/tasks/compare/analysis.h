// From the records of all runs to what they say: means with intervals, tests, the answer and its caveats.
//
// Pure: records in, summary out. Only the primary figure, named before the runs, is tested; all else gets intervals.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sextant/stats/verdict.h"
#include "sextant/tasks/compare/estimate.h"
#include "sextant/tasks/compare/findings.h"
#include "sextant/tasks/compare/record.h"

namespace sextant::tasks {

/// "suffix@256": the figure that gets a verdict.
struct Primary {
  std::string family;
  int64_t length;  ///< tokens
};
/// @throws std::invalid_argument "primary must be PROTOCOL@LENGTH, got '…'"
Primary parse_primary(const std::string& text);
std::string print(const Primary& primary);

/// What the analysis must know of the experiment besides its records.
struct AnalysisPlan {
  std::vector<std::string> arms;  ///< names, in the order asked for
  std::string reference;
  int64_t trained_length;  ///< tokens
  Primary primary;
  stats::Rules rules;
};

struct LengthRow {
  std::string family;
  int64_t length;
  Estimate nats;  ///< per token
  Estimate bits_per_byte;
};

struct ArmSummary {
  std::string name;
  std::vector<std::string> specs = {};  ///< one, but for an arm whose folds chose different alternatives
  int64_t runs = 0;                     ///< that reached their end
  int64_t diverged = 0;
  int64_t parameters = 0;
  double lr = 0;
  std::vector<LengthRow> rows = {};    ///< by protocol, then length
  std::vector<Refusal> refusals = {};  ///< of its first run
  Curve curve = {};                    ///< step, nats per token on the selection block
  Curve by_position = {};
  std::optional<int64_t> break_length = {};  ///< first tested length with perplexity above 1.1 times its own
  std::optional<double> extrapolation_area =
      {};  ///< nats per token lost past training, averaged over log length; 0 = none
  std::optional<int64_t> effective_context = {};  ///< tokens up to which doubling the context still helps (suffix)
  std::optional<Estimate> use_of_context = {};    ///< nats gained from the training length to four times it, suffix
};

/// The primary figure as a test names it.
TestedFigure tested_figure(const Primary& primary);

struct CompareSummary {
  AnalysisPlan plan;
  std::vector<ArmSummary> arms;
  Findings findings = {};                         ///< of arms that have the primary figure in every run
  std::vector<std::string> without_primary = {};  ///< "learned: no row past 64": arms that could not be tested
  std::vector<std::string> caveats = {};
};

/// The row of an arm, or nothing.
const LengthRow* find_row(const ArmSummary& arm, const std::string& family, int64_t length);

/// @throws std::invalid_argument if there is no record of an arm at all
CompareSummary analyse(const std::vector<RunRecord>& records, const AnalysisPlan& plan);

}  // namespace sextant::tasks
