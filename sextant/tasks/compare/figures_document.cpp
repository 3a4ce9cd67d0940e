// The page, the JSON and the CSV of a comparison by figures. Everything here is wording: the numbers come from
// figures.cpp.
#include <fmt/core.h>

#include <algorithm>

#include "sextant/io/csv.h"
#include "sextant/io/number.h"
#include "sextant/settings/value.h"
#include "sextant/tasks/compare/figures.h"

namespace sextant::tasks {
namespace {

using report::Align;
using report::Cell;

std::string with_unit(const Estimate& estimate, const FigureKind& kind) {
  return in_words(estimate, kind.digits) + " " + kind.unit;
}

size_t index_of(const FigurePlan& plan, const std::string& kind) {
  return static_cast<size_t>(std::ranges::find(plan.kinds, kind, &FigureKind::name) - plan.kinds.begin());
}

const FigureArm& arm_of(const FigureSummary& summary, const std::string& name) {
  return *std::ranges::find(summary.arms, name, &FigureArm::name);
}

std::string baseline_sentence(const FigureSummary& summary, const BaselineSummary& baseline) {
  const size_t primary = index_of(summary.plan, summary.plan.primary);
  const std::string own = with_unit(baseline.figures[primary], summary.plan.kinds[primary]);
  if (!baseline.best_against) return own;
  const TestedFigure figure = tested_figure(summary.plan);
  const stats::Comparison& c = *baseline.best_against;
  return fmt::format("{}; {} is {} {} from it (95 % interval {})", own, c.a, signed_words(c.paired.mean, figure),
                     figure.unit, interval_words(c.interval, figure));
}

report::AnswerCard card(const FigureResult& result) {
  const FigureSummary& s = result.summary;
  const TestedFigure figure = tested_figure(s.plan);
  report::AnswerCard card{.answer = answer_sentence(s.findings, figure), .facts = {}};
  const auto fact = [&](const std::string& word, const std::string& value) { card.facts.emplace_back(word, value); };
  fact("question", result.page.question);
  if (!s.findings.best.empty()) {
    const FigureArm& best = arm_of(s, s.findings.best.front());
    std::vector<std::string> figures;
    for (size_t k = 0; k < s.plan.kinds.size(); ++k)
      figures.push_back(s.plan.kinds[k].name + " " + with_unit(best.figures[k], s.plan.kinds[k]));
    fact("best", best.name + ": " + settings::join(figures, ", "));
  }
  fact("effect", effect_sentence(s.findings, figure));
  for (const BaselineSummary& baseline : s.baselines) fact(baseline.name, baseline_sentence(s, baseline));
  fact("evidence", result.page.evidence);
  if (!s.untested.empty()) fact("not tested", settings::join(s.untested, "; "));
  std::vector<std::string> caveats = {result.page.trained};
  caveats.insert(caveats.end(), result.page.caveats.begin(), result.page.caveats.end());
  caveats.insert(caveats.end(), s.caveats.begin(), s.caveats.end());
  fact("caveats", settings::join(caveats, "; "));
  fact("reproduce", result.page.reproduce);
  return card;
}

/// "rope:base=100 (3 of 5)", for an arm that had a choice.
std::string chosen(const FigureArm& arm) {
  std::vector<std::string> parts;
  for (const auto& [spec, runs] : arm.specs)
    parts.push_back(arm.specs.size() == 1 ? spec : fmt::format("{} ({} of {})", spec, runs, arm.runs));
  return settings::join(parts, ", ");
}

bool had_choices(const FigureSummary& summary) {
  return std::ranges::any_of(summary.arms, [](const FigureArm& arm) {
    return arm.specs.size() > 1 || (!arm.specs.empty() && arm.name.find('{') != std::string::npos);
  });
}

/// Tested arms best first, then the others.
std::vector<const FigureArm*> in_order(const FigureSummary& summary) {
  std::vector<const FigureArm*> order;
  for (const std::string& name : summary.findings.ranked) order.push_back(&arm_of(summary, name));
  for (const FigureArm& arm : summary.arms)
    if (std::ranges::find(order, &arm) == order.end()) order.push_back(&arm);
  return order;
}

report::Table verdict_table(const FigureSummary& s) {
  const TestedFigure figure = tested_figure(s.plan);
  const size_t primary = index_of(s.plan, s.plan.primary);
  report::Table table{.caption = fmt::format("Encodings by {}, best first; difference and verdict against {}",
                                             figure.name, s.plan.reference),
                      .columns = {{"encoding", "", Align::kLeft},
                                  {figure.name, s.plan.kinds[primary].unit},
                                  {"difference", figure.unit},
                                  {"95 % interval", figure.unit},
                                  {"adjusted p", "", Align::kRight, 3},
                                  {"verdict", "", Align::kLeft},
                                  {"detectable", figure.unit, Align::kRight, 2}},
                      .rows = {}};
  for (size_t k = 0; k < s.plan.kinds.size(); ++k)
    if (k != primary) table.columns.push_back({s.plan.kinds[k].name, s.plan.kinds[k].unit});
  table.columns.push_back({"parameters", ""});
  const bool choices = had_choices(s);
  if (choices) table.columns.push_back({"chosen", "", Align::kLeft});
  for (const FigureArm* arm : in_order(s)) {
    std::vector<Cell> cells(7);
    cells[0] = arm->name;
    if (arm->runs > 0) cells[1] = in_words(arm->figures[primary], figure.digits);
    for (const stats::Comparison& c : s.findings.against_reference) {
      if (c.a != arm->name) continue;
      cells[2] = signed_words(c.paired.mean, figure);
      cells[3] = interval_words(c.interval, figure);
      cells[4] = c.p;
      cells[5] = std::string(stats::name(c.verdict.word));
      cells[6] = c.verdict.detectable;
    }
    if (arm->name == s.plan.reference) cells[5] = "reference";
    if (arm->runs == 0) cells[5] = "diverged";
    for (size_t k = 0; k < s.plan.kinds.size(); ++k)
      if (k != primary)
        cells.push_back(arm->runs > 0 ? Cell(in_words(arm->figures[k], s.plan.kinds[k].digits)) : Cell());
    cells.emplace_back(arm->parameters);
    if (choices) cells.emplace_back(chosen(*arm));
    table.rows.push_back(std::move(cells));
  }
  return table;
}

/// The primary figure run by run: arms that move together were hit by the same folds and seeds.
report::Chart run_chart(const FigureResult& result) {
  const FigureSummary& s = result.summary;
  const FigureKind& primary = s.plan.kinds[index_of(s.plan, s.plan.primary)];
  report::Chart chart{.title = primary.name + " of each run", .x = {"run", ""}, .y = {primary.name, primary.unit}};
  const auto add = [&](const std::string& name) {
    report::Series series{.name = name};
    double run = 0;
    for (const RunRecord& record : result.records) {
      if (record.arm != name) continue;
      ++run;
      if (record.diverged) continue;
      const auto value = std::ranges::find(record.figures, primary.name, &std::pair<std::string, double>::first);
      series.points.push_back({run, value->second});
    }
    if (!series.points.empty()) chart.series.push_back(series);
  };
  for (const std::string& name : s.plan.arms) add(name);
  // The strongest baseline alone: a weak one would press all curves together.
  const BaselineSummary* strongest = nullptr;
  const size_t k = index_of(s.plan, s.plan.primary);
  const double sign = primary.aim == stats::Aim::kLower ? -1 : 1;
  for (const BaselineSummary& baseline : s.baselines)
    if (!strongest || sign * baseline.figures[k].mean > sign * strongest->figures[k].mean) strongest = &baseline;
  if (strongest) chart.horizontal.push_back({strongest->figures[k].mean, strongest->name});
  return chart;
}

report::Chart curve_chart(const FigureResult& result) {
  report::Chart chart{
      .title = "Loss on the part that chooses", .x = {"step", "steps"}, .y = {"loss", result.page.loss_name}};
  for (const FigureArm& arm : result.summary.arms) {
    const report::Series series = series_of(arm.name, arm.curve);
    if (!series.points.empty()) chart.series.push_back(series);
  }
  return chart;
}

io::Json figures_json(const FigurePlan& plan, const std::vector<Estimate>& figures) {
  io::Json json = io::Json::object();
  for (size_t k = 0; k < figures.size(); ++k) json[plan.kinds[k].name] = to_json(figures[k]);
  return json;
}

io::Json arm_json(const FigurePlan& plan, const FigureArm& arm) {
  io::Json chosen = io::Json::array();
  for (const auto& [spec, runs] : arm.specs) chosen.push_back({{"spec", spec}, {"runs", runs}});
  return {{"name", arm.name},
          {"chosen", chosen},
          {"runs", arm.runs},
          {"diverged", arm.diverged},
          {"parameters", arm.parameters},
          {"figures", figures_json(plan, arm.figures)}};
}

}  // namespace

report::Document document(const FigureResult& result) {
  const FigureSummary& s = result.summary;
  report::Document page{.title = "Which positional encoding?", .parts = {}};
  page.parts.push_back(card(result));
  page.parts.push_back(verdict_table(s));
  page.parts.push_back(run_chart(result));
  page.parts.push_back(report::Heading{.text = "Training"});
  page.parts.push_back(curve_chart(result));
  if (!s.findings.pairs.empty()) {
    page.parts.push_back(report::Heading{.text = "Every pair"});
    page.parts.push_back(pair_table(s.findings, tested_figure(s.plan)));
  }
  page.parts.push_back(report::Code{.text = result.page.reproduce, .caption = "Again"});
  return page;
}

io::Json to_json(const FigureResult& result) {
  const FigureSummary& s = result.summary;
  io::Json json;
  json["schema"] = "sextant.compare.figures/1";
  json["task"] = result.page.task;
  json["question"] = result.page.question;
  json["primary"] = s.plan.primary;
  json["reference"] = s.plan.reference;
  json["answer"] = answer_json(s.findings, tested_figure(s.plan));
  json["effect"] = effect_sentence(s.findings, tested_figure(s.plan));
  json["caveats"] = result.page.caveats;
  for (const std::string& caveat : s.caveats) json["caveats"].push_back(caveat);
  json["not_tested"] = s.untested;
  json["encodings"] = io::Json::array();
  for (const FigureArm& arm : s.arms) json["encodings"].push_back(arm_json(s.plan, arm));
  json["baselines"] = io::Json::array();
  for (const BaselineSummary& baseline : s.baselines) {
    io::Json one = {{"name", baseline.name}, {"figures", figures_json(s.plan, baseline.figures)}};
    if (baseline.best_against) one["best_against"] = to_json(*baseline.best_against);
    json["baselines"].push_back(one);
  }
  json["against_reference"] = io::Json::array();
  for (const stats::Comparison& c : s.findings.against_reference) json["against_reference"].push_back(to_json(c));
  json["pairs"] = io::Json::array();
  for (const stats::Comparison& c : s.findings.pairs) json["pairs"].push_back(to_json(c));
  json["reproduce"] = result.page.reproduce;
  json["timing"] = {{"wall_s", result.seconds}};
  return json;
}

std::string summary_csv(const FigureResult& result) {
  const FigureSummary& s = result.summary;
  const auto row = [](const std::vector<std::string>& fields) { return io::csv_row(fields); };
  std::string csv = row({"name", "chosen", "kind", "figure", "unit", "runs", "mean", "low", "high"});
  const auto add = [&](const std::string& name, const std::string& chosen, const std::string& kind,
                       const std::vector<Estimate>& figures, int64_t runs) {
    for (size_t k = 0; k < figures.size(); ++k) {
      csv += row({name, chosen, kind, s.plan.kinds[k].name, s.plan.kinds[k].unit, std::to_string(runs),
                  io::shortest(figures[k].mean), io::shortest(figures[k].low), io::shortest(figures[k].high)});
    }
  };
  for (const FigureArm& arm : s.arms) add(arm.name, chosen(arm), "encoding", arm.figures, arm.runs);
  for (const BaselineSummary& baseline : s.baselines) {
    const auto runs = std::ranges::count(result.records, baseline.name, &RunRecord::arm);
    add(baseline.name, "", "baseline", baseline.figures, runs);
  }
  return csv;
}

}  // namespace sextant::tasks
