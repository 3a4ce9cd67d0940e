#include "sextant/tasks/compare/analysis.h"

#include <fmt/core.h>

#include <algorithm>
#include <functional>
#include <stdexcept>

#include "sextant/stats/curve.h"

namespace sextant::tasks {
namespace {

using Records = std::vector<const RunRecord*>;

const Measure* find_measure(const RunRecord& record, const std::string& family, int64_t length) {
  const auto found =
      std::ranges::find_if(record.measures, [&](const Measure& m) { return m.family == family && m.length == length; });
  return found == record.measures.end() ? nullptr : &*found;
}

std::vector<LengthRow> length_rows(const Records& records) {
  std::vector<LengthRow> rows;
  for (const Measure& first : records.front()->measures) {
    std::vector<double> nats, bits;
    for (const RunRecord* record : records) {
      if (const Measure* m = find_measure(*record, first.family, first.length)) {
        nats.push_back(m->nats);
        bits.push_back(m->bits_per_byte);
      }
    }
    rows.push_back({first.family, first.length, estimate(nats), estimate(bits)});
  }
  return rows;
}

std::vector<stats::Point> points_of(const ArmSummary& arm, const std::string& family, int64_t from) {
  std::vector<stats::Point> points;
  for (const LengthRow& row : arm.rows) {
    if (row.family == family && row.length >= from) points.push_back({row.length, row.nats.mean});
  }
  return points;
}

/// What the curve over lengths says, by the overlapping windows if they were measured.
void sum_up_lengths(int64_t trained, ArmSummary& arm) {
  for (const char* family : {"slide", "chunk"}) {
    const LengthRow* own = find_row(arm, family, trained);
    if (!own) continue;
    const std::vector<stats::Point> points = points_of(arm, family, trained);
    arm.break_length = stats::break_length(points, own->nats.mean);
    if (points.size() > 1) arm.extrapolation_area = stats::extrapolation_area(points);
    return;
  }
}

std::optional<Estimate> context_use(const Records& records, int64_t trained) {
  std::vector<double> gains;
  for (const RunRecord* record : records) {
    const Measure* shorter = find_measure(*record, "suffix", trained);
    const Measure* longer = find_measure(*record, "suffix", 4 * trained);
    if (shorter && longer) gains.push_back(shorter->nats - longer->nats);
  }
  if (gains.empty()) return std::nullopt;
  return estimate(gains);
}

ArmSummary summarise(const std::string& name, const std::vector<RunRecord>& all, int64_t trained) {
  Records finished;
  ArmSummary arm{.name = name};
  for (const RunRecord& record : all) {
    if (record.arm != name) continue;
    if (std::ranges::find(arm.specs, record.spec) == arm.specs.end()) arm.specs.push_back(record.spec);
    arm.parameters = record.parameters;
    arm.lr = record.lr;
    if (record.diverged) {
      ++arm.diverged;
    } else {
      finished.push_back(&record);
    }
  }
  if (arm.specs.empty()) throw std::invalid_argument("compare: no run of '" + name + "'");
  arm.runs = std::ssize(finished);
  if (finished.empty()) return arm;
  arm.rows = length_rows(finished);
  arm.refusals = finished.front()->refusals;
  std::vector<std::vector<std::pair<int64_t, double>>> curves, by_position;
  for (const RunRecord* record : finished) {
    curves.push_back(record->curve);
    auto& positions = by_position.emplace_back();
    for (const PositionBucket& bucket : record->by_position) positions.emplace_back(bucket.from, bucket.nats);
  }
  arm.curve = mean_curve(curves);
  arm.by_position = mean_curve(by_position);
  sum_up_lengths(trained, arm);
  if (const auto contexts = points_of(arm, "suffix", 1); !contexts.empty()) {
    arm.effective_context = stats::effective_context(contexts);
  }
  arm.use_of_context = context_use(finished, trained);
  return arm;
}

/// The primary figure of every run, for the arms that have it in all of them.
std::vector<stats::Arm> testable(const std::vector<RunRecord>& records, CompareSummary& summary) {
  std::vector<stats::Arm> arms;
  const Primary& primary = summary.plan.primary;
  for (const ArmSummary& arm : summary.arms) {
    stats::Arm values{.name = arm.name, .values = {}};
    int64_t runs = 0;
    for (const RunRecord& record : records) {
      if (record.arm != arm.name) continue;
      ++runs;
      if (record.diverged) continue;
      if (const Measure* m = find_measure(record, primary.family, primary.length)) {
        values.values.push_back(m->bits_per_byte);
      }
    }
    if (std::ssize(values.values) == runs) {
      arms.push_back(values);
      continue;
    }
    const std::string why = arm.diverged > 0       ? fmt::format("{} of {} runs diverged", arm.diverged, runs)
                            : arm.refusals.empty() ? fmt::format("no figure {}", print(primary))
                                                   : arm.refusals.front().sentence;
    summary.without_primary.push_back(arm.name + ": " + why);
  }
  return arms;
}

void add_caveats(CompareSummary& summary) {
  double fall = 0;  // over the last tenth of training, the largest of all arms
  for (const ArmSummary& arm : summary.arms) fall = std::max(fall, last_fall(arm.curve));
  if (fall > summary.plan.rules.margin) {
    summary.caveats.push_back(
        fmt::format("the loss still fell by {:.3f} nats/token over the last tenth of training: the ranking may change "
                    "with more steps",
                    fall));
  }
  const bool trained_context_only = std::ranges::none_of(summary.arms, [](const ArmSummary& arm) {
    return arm.use_of_context && arm.use_of_context->low > stats::kUsedNats;
  });
  const bool measured =
      std::ranges::any_of(summary.arms, [](const ArmSummary& a) { return a.use_of_context.has_value(); });
  if (measured && trained_context_only) {
    summary.caveats.push_back(fmt::format(
        "no encoding uses more context than the {} tokens it was trained with (suffix): staying flat is surviving, not "
        "understanding more",
        summary.plan.trained_length));
  }
  for (const ArmSummary& arm : summary.arms) {
    if (arm.diverged > 0) summary.caveats.push_back(fmt::format("{}: {} runs diverged", arm.name, arm.diverged));
  }
  const std::string few = few_runs_caveat(summary.findings, summary.plan.rules);
  if (!few.empty()) summary.caveats.push_back(few);
}

}  // namespace

Primary parse_primary(const std::string& text) {
  const size_t at = text.rfind('@');
  const auto fail = [&]() -> Primary {
    throw std::invalid_argument("primary must be PROTOCOL@LENGTH, for example suffix@256, got '" + text + "'");
  };
  if (at == std::string::npos || at == 0 || at + 1 == text.size()) return fail();
  const std::string digits = text.substr(at + 1);
  if (digits.size() > 9 || !std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; })) return fail();
  return {.family = text.substr(0, at), .length = std::stoll(digits)};
}

std::string print(const Primary& primary) { return primary.family + "@" + std::to_string(primary.length); }

TestedFigure tested_figure(const Primary& primary) { return {.name = print(primary), .unit = "bits/byte"}; }

const LengthRow* find_row(const ArmSummary& arm, const std::string& family, int64_t length) {
  const auto found = std::ranges::find_if(
      arm.rows, [&](const LengthRow& row) { return row.family == family && row.length == length; });
  return found == arm.rows.end() ? nullptr : &*found;
}

CompareSummary analyse(const std::vector<RunRecord>& records, const AnalysisPlan& plan) {
  CompareSummary summary{.plan = plan, .arms = {}};
  for (const std::string& name : plan.arms) summary.arms.push_back(summarise(name, records, plan.trained_length));
  summary.findings = findings_of(testable(records, summary), plan.reference, tested_figure(plan.primary), plan.rules);
  add_caveats(summary);
  return summary;
}

}  // namespace sextant::tasks
