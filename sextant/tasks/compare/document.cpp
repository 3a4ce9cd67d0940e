// The page and the JSON of a comparison. Everything here is wording: the numbers come from analysis.h.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "sextant/settings/value.h"
#include "sextant/tasks/compare/compare.h"
#include "sextant/tasks/compare/length_map.h"

namespace sextant::tasks {
namespace {

using report::Align;
using report::Cell;

constexpr int kDigits = 3;  // of losses

std::string in_words(const Estimate& estimate) { return in_words(estimate, kDigits); }

const ArmSummary& arm_of(const CompareSummary& summary, const std::string& name) {
  return *std::ranges::find(summary.arms, name, &ArmSummary::name);
}

/// Arms that have the primary figure, best first.
std::vector<const ArmSummary*> ranked(const CompareSummary& summary) {
  const Primary& primary = summary.plan.primary;
  std::vector<const ArmSummary*> arms;
  for (const ArmSummary& arm : summary.arms) {
    if (find_row(arm, primary.family, primary.length)) arms.push_back(&arm);
  }
  std::ranges::sort(arms, {}, [&](const ArmSummary* arm) {
    return find_row(*arm, primary.family, primary.length)->bits_per_byte.mean;
  });
  return arms;
}

/// Encodings that fall apart past the training length, with the length.
std::string reach_sentence(const CompareSummary& summary, int64_t longest) {
  std::vector<std::string> parts;
  for (const ArmSummary& arm : summary.arms) {
    if (arm.runs == 0) continue;
    if (!arm.refusals.empty()) {
      parts.push_back(fmt::format("{} ends at {}", arm.name, summary.plan.trained_length));
    } else if (arm.break_length) {
      parts.push_back(fmt::format("{} breaks at {}", arm.name, *arm.break_length));
    } else {
      parts.push_back(fmt::format("{} holds to {} or more", arm.name, longest));
    }
  }
  return settings::join(parts, "; ");
}

report::AnswerCard card(const CompareResult& result) {
  const CompareSummary& s = result.summary;
  const CompareOptions& o = result.options;
  const int64_t longest = std::ranges::max(o.lengths);
  report::AnswerCard card{.answer = answer_sentence(s.findings, tested_figure(s.plan.primary)), .facts = {}};
  const auto fact = [&](const std::string& word, const std::string& value) { card.facts.emplace_back(word, value); };
  fact("question",
       fmt::format("which encoding for {}, trained at {}, tested to {} tokens?", o.data, o.length, longest));
  fact("effect", effect_sentence(s.findings, tested_figure(s.plan.primary)));
  fact("evidence", fmt::format("{}, bits/byte; {}; {} seeds; alpha {}, Holm over all pairs", print(s.plan.primary),
                               o.contest.folds > 0 ? fmt::format("{} folds", o.contest.folds) : "one held-out block",
                               o.contest.seeds, o.contest.alpha));
  fact("reach", reach_sentence(s, longest));
  if (!s.findings.best.empty()) {
    const ArmSummary& best = arm_of(s, s.findings.best.front());
    const LengthRow* crop = find_row(best, "crop", s.plan.primary.length);
    const LengthRow* own = find_row(best, s.plan.primary.family, s.plan.primary.length);
    if (crop && own && s.plan.primary.family == "suffix") {
      fact("cropping", fmt::format("{} fed its last {} tokens only: {}; with all of the context: {} bits/byte",
                                   best.name, o.length, in_words(crop->bits_per_byte), in_words(own->bits_per_byte)));
    }
  }
  if (!s.without_primary.empty()) fact("not tested", settings::join(s.without_primary, "; "));
  std::vector<std::string> caveats = s.caveats;
  caveats.insert(caveats.begin(),
                 fmt::format("{} parameters, {} steps of {} x {} tokens",
                             ranked(s).empty() ? 0 : ranked(s).front()->parameters, o.train.steps, o.batch, o.length));
  if (o.contest.lr.size() == 1) caveats.push_back("the learning rate was not chosen per encoding (--lr takes several)");
  if (o.contest.folds == 0)
    caveats.push_back("one held-out block: the intervals know seeds, not other texts (--folds)");
  fact("caveats", settings::join(caveats, "; "));
  fact("reproduce", reproduce_command(o));
  return card;
}

report::Table verdict_table(const CompareResult& result) {
  const CompareSummary& s = result.summary;
  const TestedFigure figure = tested_figure(s.plan.primary);
  report::Table table{.caption = fmt::format("Encodings by {}, best first; difference and verdict against {}",
                                             print(s.plan.primary), s.plan.reference),
                      .columns = {{"encoding", "", Align::kLeft},
                                  {print(s.plan.primary), "bits/byte"},
                                  {"difference", "bits/byte"},
                                  {"95 % interval", "bits/byte"},
                                  {"adjusted p", "", Align::kRight, 3},
                                  {"verdict", "", Align::kLeft},
                                  {"detectable", "bits/byte", Align::kRight, 2},
                                  {"breaks at", "tokens"},
                                  {"lost past training", "nats/token", Align::kRight, 3},
                                  {"use of context", "nats/token"},
                                  {"parameters", ""}},
                      .rows = {}};
  const auto row = [&](const ArmSummary& arm) {
    const LengthRow* own = find_row(arm, s.plan.primary.family, s.plan.primary.length);
    std::vector<Cell> cells(table.columns.size());
    cells[0] = arm.name;
    if (own) cells[1] = in_words(own->bits_per_byte);
    for (const stats::Comparison& c : s.findings.against_reference) {
      if (c.a != arm.name) continue;
      cells[2] = signed_words(c.paired.mean, figure);
      cells[3] = interval_words(c.interval, figure);
      cells[4] = c.p;
      cells[5] = std::string(stats::name(c.verdict.word));
      cells[6] = c.verdict.detectable;
    }
    if (arm.name == s.plan.reference) cells[5] = "reference";
    if (arm.runs == 0) cells[5] = "diverged";
    if (!arm.refusals.empty())
      cells[7] = fmt::format("ends at {}", s.plan.trained_length);
    else if (arm.break_length)
      cells[7] = *arm.break_length;
    else if (arm.runs > 0)
      cells[7] = fmt::format("> {}", std::ranges::max(result.options.lengths));
    if (arm.extrapolation_area) cells[8] = *arm.extrapolation_area;
    if (arm.use_of_context) cells[9] = in_words(*arm.use_of_context);
    cells[10] = arm.parameters;
    return cells;
  };
  const auto first = ranked(s);
  for (const ArmSummary* arm : first) table.rows.push_back(row(*arm));
  for (const ArmSummary& arm : s.arms) {
    if (std::ranges::find(first, &arm) == first.end()) table.rows.push_back(row(arm));
  }
  return table;
}

std::vector<std::string> families(const CompareSummary& summary) {
  std::vector<std::string> names;
  for (const ArmSummary& arm : summary.arms) {
    for (const LengthRow& r : arm.rows) {
      if (std::ranges::find(names, r.family) == names.end()) names.push_back(r.family);
    }
  }
  return names;
}

/// What a protocol answers, in words for the reader of a picture.
std::string meaning(const std::string& family) {
  static const std::map<std::string, std::string> meanings = {
      {"chunk",
       "Windows side by side: the early tokens of each have little context, so longer windows flatter every encoding."},
      {"slide", "Overlapping windows: every token has at least 7/8 of the window as context."},
      {"suffix", "The same tokens at every context length: the loss falls only if the added context is used."},
      {"crop", "Suffix with the last tokens of the training length only: what cutting the input would give."},
      {"position", "Whole windows of the length only."}};
  const auto found = meanings.find(family);
  return found == meanings.end() ? "" : found->second;
}

std::vector<int64_t> lengths_of(const CompareSummary& summary, const std::string& family) {
  std::vector<int64_t> lengths;
  for (const ArmSummary& arm : summary.arms) {
    for (const LengthRow& r : arm.rows) {
      if (r.family == family && std::ranges::find(lengths, r.length) == lengths.end()) lengths.push_back(r.length);
    }
  }
  std::ranges::sort(lengths);
  return lengths;
}

report::Table length_table(const CompareSummary& s, const std::string& family) {
  report::Table table{.caption = fmt::format("{}, bits/byte by length in tokens", family),
                      .columns = {{"encoding", "", Align::kLeft}},
                      .rows = {}};
  const std::vector<int64_t> lengths = lengths_of(s, family);
  for (const int64_t length : lengths) table.columns.push_back({std::to_string(length), ""});
  for (const ArmSummary& arm : s.arms) {
    std::vector<Cell> cells = {arm.name};
    for (const int64_t length : lengths) {
      const LengthRow* r = find_row(arm, family, length);
      cells.push_back(r ? Cell(in_words(r->bits_per_byte)) : Cell());
    }
    table.rows.push_back(cells);
  }
  return table;
}

report::Chart length_chart(const CompareSummary& s, const std::string& family) {
  report::Chart chart{.title = "Loss by length, " + family,
                      .x = {"window or context", "tokens", report::Scale::kLog2},
                      .y = {"loss", "bits/byte"},
                      .series = {},
                      .vertical = {{static_cast<double>(s.plan.trained_length), "trained"}}};
  for (const ArmSummary& arm : s.arms) {
    report::Series series{.name = arm.name};
    for (const LengthRow& r : arm.rows) {
      if (r.family != family) continue;
      series.points.push_back(
          {static_cast<double>(r.length), r.bits_per_byte.mean, r.bits_per_byte.low, r.bits_per_byte.high});
    }
    if (!series.points.empty()) chart.series.push_back(series);
  }
  return chart;
}

report::Chart curve_chart(const CompareSummary& s, report::Chart chart, Curve ArmSummary::*curve) {
  for (const ArmSummary& arm : s.arms) {
    const report::Series series = series_of(arm.name, arm.*curve);
    if (!series.points.empty()) chart.series.push_back(series);
  }
  return chart;
}

io::Json arm_json(const ArmSummary& arm) {
  io::Json json{{"name", arm.name}, {"spec", settings::join(arm.specs, " | ")},
                {"runs", arm.runs}, {"diverged", arm.diverged},
                {"lr", arm.lr},     {"parameters", arm.parameters}};
  json["break_length"] = arm.break_length ? io::Json(*arm.break_length) : io::Json();
  if (arm.extrapolation_area) json["extrapolation_area"] = *arm.extrapolation_area;
  if (arm.effective_context) json["effective_context"] = *arm.effective_context;
  if (arm.use_of_context) json["use_of_context"] = to_json(*arm.use_of_context);
  json["rows"] = io::Json::array();
  for (const LengthRow& r : arm.rows) {
    json["rows"].push_back({{"protocol", r.family},
                            {"length", r.length},
                            {"nats_per_token", to_json(r.nats)},
                            {"bits_per_byte", to_json(r.bits_per_byte)}});
  }
  return json;
}

}  // namespace

report::Document document(const CompareResult& result) {
  const CompareSummary& s = result.summary;
  report::Document page{.title = "Which positional encoding?", .parts = {}};
  page.parts.push_back(card(result));
  page.parts.push_back(verdict_table(result));
  page.parts.push_back(report::Heading{.text = "How far each reaches"});
  for (const std::string& family : families(s)) {
    if (family == "position") continue;
    page.parts.push_back(report::Heading{.text = family, .level = 3});
    if (const std::string text = meaning(family); !text.empty()) {
      page.parts.push_back(report::Paragraph{.text = text});
    }
    if (s.arms.size() > kMostCurves) page.parts.push_back(length_map(s, family));
    if (s.arms.size() <= kMostCurves) page.parts.push_back(length_chart(s, family));
    page.parts.push_back(length_table(s, family));
  }
  const auto by_position = curve_chart(s,
                                       {.title = "Loss by position in the longest windows",
                                        .x = {"position", "tokens", report::Scale::kLog2},
                                        .y = {"loss", "nats/token"},
                                        .vertical = {{static_cast<double>(s.plan.trained_length), "trained"}}},
                                       &ArmSummary::by_position);
  if (!by_position.series.empty()) page.parts.push_back(by_position);
  page.parts.push_back(report::Heading{.text = "Training"});
  page.parts.push_back(
      curve_chart(s, {.title = "Loss on the selection block", .x = {"step", "steps"}, .y = {"loss", "nats/token"}},
                  &ArmSummary::curve));
  if (!s.findings.pairs.empty()) {
    page.parts.push_back(report::Heading{.text = "Every pair"});
    page.parts.push_back(pair_table(s.findings, tested_figure(s.plan.primary)));
  }
  page.parts.push_back(report::Code{.text = reproduce_command(result.options), .caption = "Again"});
  return page;
}

io::Json to_json(const CompareResult& result) {
  const CompareSummary& s = result.summary;
  io::Json json;
  json["schema"] = "sextant.compare/1";
  json["data"] = result.options.data;
  json["text_sha256"] = result.text_sha256;
  json["trained_length"] = s.plan.trained_length;
  json["primary"] = print(s.plan.primary);
  json["reference"] = s.plan.reference;
  json["answer"] = answer_json(s.findings, tested_figure(s.plan.primary));
  json["effect"] = effect_sentence(s.findings, tested_figure(s.plan.primary));
  json["caveats"] = s.caveats;
  json["not_tested"] = s.without_primary;
  json["encodings"] = io::Json::array();
  for (const ArmSummary& arm : s.arms) json["encodings"].push_back(arm_json(arm));
  json["against_reference"] = io::Json::array();
  for (const stats::Comparison& c : s.findings.against_reference) json["against_reference"].push_back(to_json(c));
  json["pairs"] = io::Json::array();
  for (const stats::Comparison& c : s.findings.pairs) json["pairs"].push_back(to_json(c));
  json["reproduce"] = reproduce_command(result.options);
  json["timing"] = {{"wall_s", result.seconds}};
  return json;
}

}  // namespace sextant::tasks
