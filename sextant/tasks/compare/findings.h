// What the primary figure of all runs allows to say, whatever the figure is.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "sextant/io/json.h"
#include "sextant/report/table.h"
#include "sextant/stats/comparison.h"

namespace sextant::tasks {

/// The figure that gets a verdict.
struct TestedFigure {
  std::string name;  ///< "suffix@256", "accuracy"
  std::string unit;  ///< "bits/byte", "points"
  int digits = 3;    ///< after the point, in words and tables
};

/// How the question was answered.
enum class AnswerKind { kWinner, kUndecided, kTooFewRuns };

struct Findings {
  std::vector<stats::Comparison> against_reference = {};
  std::vector<stats::Comparison> pairs = {};
  AnswerKind answer = AnswerKind::kTooFewRuns;
  std::vector<std::string> ranked = {};  ///< arms that were tested, best mean first
  std::vector<std::string> best = {};    ///< the first of them, then those not shown to be worse
};

/// @param arms  those that have the figure in every run; of equally many runs
Findings findings_of(const std::vector<stats::Arm>& arms, const std::string& reference, const TestedFigure& figure,
                     const stats::Rules& rules);

/// "rope is the best at accuracy", or why nothing can be said.
std::string answer_sentence(const Findings& findings, const TestedFigure& figure);
/// The two best, the difference with its interval, and the smallest difference that could have been found.
std::string effect_sentence(const Findings& findings, const TestedFigure& figure);
/// That the verdicts lean on the t distribution, where they do; else empty.
std::string few_runs_caveat(const Findings& findings, const stats::Rules& rules);

/// "+0.123"
std::string signed_words(double value, const TestedFigure& figure);
/// "-0.010 to +0.123"
std::string interval_words(const stats::Interval& interval, const TestedFigure& figure);
report::Table pair_table(const Findings& findings, const TestedFigure& figure);

/// {"kind", "best", "sentence"}
io::Json answer_json(const Findings& findings, const TestedFigure& figure);
io::Json to_json(const stats::Comparison& comparison);

}  // namespace sextant::tasks
