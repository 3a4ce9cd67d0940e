#include "sextant/tasks/compare/figures.h"

#include <fmt/core.h>

#include <algorithm>
#include <stdexcept>

namespace sextant::tasks {
namespace {

using Records = std::vector<const RunRecord*>;

Records records_of(const std::vector<RunRecord>& all, const std::string& arm) {
  Records records;
  for (const RunRecord& record : all)
    if (record.arm == arm) records.push_back(&record);
  if (records.empty()) throw std::invalid_argument("compare: no run of '" + arm + "'");
  return records;
}

double figure(const RunRecord& record, const std::string& name) {
  const auto found = std::ranges::find(record.figures, name, &std::pair<std::string, double>::first);
  if (found == record.figures.end())
    throw std::invalid_argument("compare: a run of '" + record.arm + "' has no figure '" + name + "'");
  return found->second;
}

std::vector<double> values_of(const Records& records, const std::string& name) {
  std::vector<double> values;
  for (const RunRecord* record : records) values.push_back(figure(*record, name));
  return values;
}

std::vector<Estimate> estimates(const Records& records, const FigurePlan& plan) {
  std::vector<Estimate> all;
  for (const FigureKind& kind : plan.kinds) all.push_back(estimate(values_of(records, kind.name)));
  return all;
}

FigureArm summarise(const Records& all, const FigurePlan& plan) {
  FigureArm arm{.name = all.front()->arm};
  Records finished;
  for (const RunRecord* record : all) {
    arm.parameters = record->parameters;
    if (record->diverged) {
      ++arm.diverged;
      continue;
    }
    finished.push_back(record);
    const auto known = std::ranges::find(arm.specs, record->spec, &std::pair<std::string, int64_t>::first);
    if (known == arm.specs.end()) {
      arm.specs.emplace_back(record->spec, 1);
    } else {
      ++known->second;
    }
  }
  arm.runs = std::ssize(finished);
  if (finished.empty()) return arm;
  arm.figures = estimates(finished, plan);
  std::vector<std::vector<std::pair<int64_t, double>>> curves;
  for (const RunRecord* record : finished) curves.push_back(record->curve);
  arm.curve = mean_curve(curves);
  return arm;
}

/// The primary figure of every run, for the arms that reached their end in all of them.
std::vector<stats::Arm> testable(const std::vector<RunRecord>& records, FigureSummary& summary) {
  std::vector<stats::Arm> arms;
  for (const FigureArm& arm : summary.arms) {
    if (arm.diverged == 0) {
      arms.push_back({arm.name, values_of(records_of(records, arm.name), summary.plan.primary)});
    } else {
      summary.untested.push_back(
          fmt::format("{}: {} of {} runs diverged", arm.name, arm.diverged, arm.diverged + arm.runs));
    }
  }
  return arms;
}

/// The baseline's figure on the fold of each run of `arm`, so that both can be paired.
std::vector<double> on_folds_of(const Records& arm, const Records& baseline, const std::string& name) {
  std::vector<double> values;
  for (const RunRecord* record : arm) {
    const auto same = std::ranges::find(baseline, record->fold, &RunRecord::fold);
    if (same == baseline.end())
      throw std::invalid_argument(
          fmt::format("compare: '{}' has no run on fold {}", baseline.front()->arm, record->fold));
    values.push_back(figure(**same, name));
  }
  return values;
}

BaselineSummary summarise_baseline(const std::vector<RunRecord>& records, const std::string& name,
                                   const FigureSummary& summary, const FigureKind& primary) {
  const Records own = records_of(records, name);
  BaselineSummary baseline{.name = name, .figures = estimates(own, summary.plan)};
  if (summary.findings.best.empty()) return baseline;
  const Records best = records_of(records, summary.findings.best.front());
  if (best.size() < 2) return baseline;
  const std::vector<stats::Arm> both = {{summary.findings.best.front(), values_of(best, primary.name)},
                                        {name, on_folds_of(best, own, primary.name)}};
  baseline.best_against = stats::against_reference(both, name, primary.difference, summary.plan.rules).front();
  return baseline;
}

/// A loss that falls by less is called flat, nats.
constexpr double kFlat = 0.01;

void add_caveats(FigureSummary& summary) {
  double fall = 0;
  for (const FigureArm& arm : summary.arms) fall = std::max(fall, last_fall(arm.curve));
  if (fall > kFlat) {
    summary.caveats.push_back(fmt::format(
        "the loss still fell by {:.3f} over the last tenth of training: the ranking may change with more of it", fall));
  }
  const std::string few = few_runs_caveat(summary.findings, summary.plan.rules);
  if (!few.empty()) summary.caveats.push_back(few);
}

const FigureKind& primary_of(const FigurePlan& plan) {
  const auto found = std::ranges::find(plan.kinds, plan.primary, &FigureKind::name);
  if (found == plan.kinds.end()) throw std::invalid_argument("compare: there is no figure '" + plan.primary + "'");
  return *found;
}

}  // namespace

TestedFigure tested_figure(const FigurePlan& plan) {
  const FigureKind& primary = primary_of(plan);
  return {.name = primary.name, .unit = primary.difference, .digits = primary.digits};
}

FigureSummary analyse(const std::vector<RunRecord>& records, const FigurePlan& plan) {
  FigureSummary summary{.plan = plan};
  const FigureKind& primary = primary_of(plan);
  summary.plan.rules.aim = primary.aim;
  for (const std::string& name : plan.arms) summary.arms.push_back(summarise(records_of(records, name), plan));
  summary.findings = findings_of(testable(records, summary), plan.reference, tested_figure(plan), summary.plan.rules);
  for (const std::string& name : plan.baselines)
    summary.baselines.push_back(summarise_baseline(records, name, summary, primary));
  add_caveats(summary);
  return summary;
}

}  // namespace sextant::tasks
