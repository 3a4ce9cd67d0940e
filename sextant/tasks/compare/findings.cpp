#include "sextant/tasks/compare/findings.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "sextant/settings/value.h"
#include "sextant/tasks/compare/estimate.h"

namespace sextant::tasks {
namespace {

using report::Align;
using report::Cell;

const stats::Comparison* pair_of(const Findings& findings, const std::string& a, const std::string& b) {
  const auto found = std::ranges::find_if(
      findings.pairs, [&](const stats::Comparison& c) { return (c.a == a && c.b == b) || (c.a == b && c.b == a); });
  return found == findings.pairs.end() ? nullptr : &*found;
}

std::vector<std::string> names_by_mean(const std::vector<stats::Arm>& arms, stats::Aim aim) {
  std::vector<std::pair<double, std::string>> order;
  const double sign = aim == stats::Aim::kLower ? 1 : -1;
  for (const stats::Arm& arm : arms) order.emplace_back(sign * estimate(arm.values).mean, arm.name);
  std::ranges::stable_sort(order, {}, [](const auto& one) { return one.first; });
  std::vector<std::string> names;
  for (auto& [mean, name] : order) names.push_back(std::move(name));
  return names;
}

}  // namespace

Findings findings_of(const std::vector<stats::Arm>& arms, const std::string& reference, const TestedFigure& figure,
                     const stats::Rules& rules) {
  Findings findings{.ranked = names_by_mean(arms, rules.aim)};
  if (arms.empty()) return findings;
  findings.best = {findings.ranked.front()};
  if (arms.size() < 2 || std::ssize(arms.front().values) < 2) return findings;
  if (std::ranges::find(arms, reference, &stats::Arm::name) != arms.end())
    findings.against_reference = stats::against_reference(arms, reference, figure.unit, rules);
  findings.pairs = stats::all_pairs(arms, figure.unit, rules);
  if (std::ssize(arms.front().values) < stats::kFewestRuns) return findings;
  findings.best = stats::as_good_as_best(arms, findings.pairs, rules);
  findings.answer = findings.best.size() == 1 ? AnswerKind::kWinner : AnswerKind::kUndecided;
  return findings;
}

std::string answer_sentence(const Findings& findings, const TestedFigure& figure) {
  if (findings.best.empty()) return "No encoding could be measured at " + figure.name;
  const std::string best = settings::join(findings.best, ", ");
  switch (findings.answer) {
    case AnswerKind::kWinner:
      return fmt::format("{} is the best at {}", findings.best.front(), figure.name);
    case AnswerKind::kUndecided:
      if (findings.best.size() == findings.ranked.size())
        return "No detectable difference at " + figure.name + ": " + best;
      return fmt::format("Undecided at {} between {}; the others are worse", figure.name, best);
    case AnswerKind::kTooFewRuns:
      return fmt::format("{} has the best mean at {}, but fewer than {} runs allow no verdict", findings.best.front(),
                         figure.name, stats::kFewestRuns);
  }
  return "";
}

std::string effect_sentence(const Findings& findings, const TestedFigure& figure) {
  if (findings.ranked.size() < 2) return "nothing to compare with";
  const std::string &first = findings.ranked[0], &second = findings.ranked[1];
  const stats::Comparison* pair = pair_of(findings, first, second);
  if (!pair) return "one run: no interval";
  // A minus B of the pair, turned so that the better one stands first.
  const double sign = pair->a == first ? 1 : -1;
  const stats::Interval interval =
      sign > 0 ? pair->interval : stats::Interval{-pair->interval.high, -pair->interval.low};
  return fmt::format(
      "{} against {}: {} {} (95 % interval {}), adjusted p {:.3g}; smallest difference this experiment would find: "
      "{:.{}f}",
      first, second, signed_words(sign * pair->paired.mean, figure), figure.unit, interval_words(interval, figure),
      pair->p, pair->verdict.detectable, figure.digits);
}

std::string few_runs_caveat(const Findings& findings, const stats::Rules& rules) {
  for (const stats::Comparison& c : findings.against_reference) {
    if (!c.verdict.sign_flip_cannot_reach) continue;
    return fmt::format(
        "{} runs: the verdicts rest on the t distribution; a test without that assumption cannot reach "
        "alpha = {} with so few",
        c.paired.runs, rules.alpha);
  }
  return "";
}

std::string signed_words(double value, const TestedFigure& figure) {
  return fmt::format("{:+.{}f}", value, figure.digits);
}

std::string interval_words(const stats::Interval& interval, const TestedFigure& figure) {
  return fmt::format("{} to {}", signed_words(interval.low, figure), signed_words(interval.high, figure));
}

report::Table pair_table(const Findings& findings, const TestedFigure& figure) {
  report::Table table{.caption = "All pairs, Holm over " + std::to_string(findings.pairs.size()) + " tests",
                      .columns = {{"A", "", Align::kLeft},
                                  {"B", "", Align::kLeft},
                                  {"A - B", figure.unit},
                                  {"95 % interval", figure.unit},
                                  {"adjusted p", "", Align::kRight, 3},
                                  {"A is", "", Align::kLeft},
                                  {"detectable", figure.unit, Align::kRight, 2}},
                      .rows = {}};
  for (const stats::Comparison& c : findings.pairs) {
    std::vector<Cell> row = {c.a,
                             c.b,
                             signed_words(c.paired.mean, figure),
                             interval_words(c.interval, figure),
                             c.p,
                             std::string(stats::name(c.verdict.word))};
    row.emplace_back(c.verdict.detectable);
    table.rows.push_back(std::move(row));
  }
  return table;
}

io::Json answer_json(const Findings& findings, const TestedFigure& figure) {
  static const std::map<AnswerKind, std::string> kinds = {{AnswerKind::kWinner, "winner"},
                                                          {AnswerKind::kUndecided, "undecided"},
                                                          {AnswerKind::kTooFewRuns, "too-few-runs"}};
  return {
      {"kind", kinds.at(findings.answer)}, {"best", findings.best}, {"sentence", answer_sentence(findings, figure)}};
}

io::Json to_json(const stats::Comparison& c) {
  io::Json json{{"a", c.a}, {"b", c.b}};
  io::set_number(json, "difference", c.paired.mean);
  io::set_number(json, "low", c.interval.low);
  io::set_number(json, "high", c.interval.high);
  io::set_number(json, "adjusted_p", c.p);
  json["verdict"] = stats::name(c.verdict.word);
  io::set_number(json, "minimum_detectable", c.verdict.detectable);
  json["sentence"] = c.sentence;
  return json;
}

}  // namespace sextant::tasks
