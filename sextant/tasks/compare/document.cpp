// The page and the JSON of a comparison. Everything here is wording: the numbers come from analysis.h.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "sextant/tasks/compare/compare.h"

namespace sextant::tasks {
namespace {

using report::Align;
using report::Cell;

/// "1.234 ±0.012": the mean and half its 95 % interval over runs.
std::string words(const Estimate& estimate, int digits = 3) {
  const double half = (estimate.high - estimate.low) / 2;
  if (half == 0) return fmt::format("{:.{}f}", estimate.mean, digits);
  return fmt::format("{:.{}f} ±{:.{}f}", estimate.mean, digits, half, digits);
}

std::string signed_words(double value) { return fmt::format("{:+.3f}", value); }

std::string join(const std::vector<std::string>& parts, const std::string& separator) {
  std::string all;
  for (const std::string& part : parts) all += (all.empty() ? "" : separator) + part;
  return all;
}

const stats::Comparison* pair_of(const CompareSummary& summary, const std::string& a, const std::string& b) {
  const auto found = std::ranges::find_if(
      summary.pairs, [&](const stats::Comparison& c) { return (c.a == a && c.b == b) || (c.a == b && c.b == a); });
  return found == summary.pairs.end() ? nullptr : &*found;
}

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

std::string effect_sentence(const CompareSummary& summary) {
  const auto arms = ranked(summary);
  if (arms.size() < 2) return "nothing to compare with";
  const stats::Comparison* pair = pair_of(summary, arms[0]->name, arms[1]->name);
  if (!pair) return "one run: no interval";
  // A minus B of the pair, turned so that the better one stands first.
  const double sign = pair->a == arms[0]->name ? 1 : -1;
  const double low = sign > 0 ? pair->interval.low : -pair->interval.high;
  const double high = sign > 0 ? pair->interval.high : -pair->interval.low;
  return fmt::format(
      "{} against {}: {} bits/byte (95 % interval {} to {}), adjusted p {:.3g}; smallest difference this "
      "experiment would find: {:.3f}",
      arms[0]->name, arms[1]->name, signed_words(sign * pair->paired.mean), signed_words(low), signed_words(high),
      pair->p, pair->verdict.detectable);
}

std::string answer_sentence(const CompareSummary& summary) {
  const std::string figure = print(summary.plan.primary);
  if (summary.best.empty()) return "No encoding could be measured at " + figure;
  switch (summary.answer) {
    case AnswerKind::kWinner:
      return fmt::format("{} is the best at {}", summary.best.front(), figure);
    case AnswerKind::kUndecided: {
      const size_t tested = ranked(summary).size();
      if (summary.best.size() == tested)
        return "No detectable difference at " + figure + ": " + join(summary.best, ", ");
      return fmt::format("Undecided at {} between {}; the others are worse", figure, join(summary.best, ", "));
    }
    case AnswerKind::kTooFewRuns:
      return fmt::format("{} has the lowest mean at {}, but fewer than {} runs allow no verdict", summary.best.front(),
                         figure, stats::kFewestRuns);
  }
  return "";
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
  return join(parts, "; ");
}

report::AnswerCard card(const CompareResult& result) {
  const CompareSummary& s = result.summary;
  const CompareOptions& o = result.options;
  const int64_t longest = std::ranges::max(o.lengths);
  report::AnswerCard card{.answer = answer_sentence(s), .facts = {}};
  const auto fact = [&](const std::string& word, const std::string& value) { card.facts.emplace_back(word, value); };
  fact("question",
       fmt::format("which encoding for {}, trained at {}, tested to {} tokens?", o.data, o.length, longest));
  fact("effect", effect_sentence(s));
  fact("evidence",
       fmt::format("{}, bits/byte; {}; {} seeds; alpha {}, Holm over all pairs", print(s.plan.primary),
                   o.folds > 0 ? fmt::format("{} folds", o.folds) : "one held-out block", o.seeds, o.alpha));
  fact("reach", reach_sentence(s, longest));
  if (!s.best.empty()) {
    const ArmSummary& best = arm_of(s, s.best.front());
    const LengthRow* crop = find_row(best, "crop", s.plan.primary.length);
    const LengthRow* own = find_row(best, s.plan.primary.family, s.plan.primary.length);
    if (crop && own && s.plan.primary.family == "suffix") {
      fact("cropping", fmt::format("{} fed its last {} tokens only: {}; with all of the context: {} bits/byte",
                                   best.name, o.length, words(crop->bits_per_byte), words(own->bits_per_byte)));
    }
  }
  if (!s.without_primary.empty()) fact("not tested", join(s.without_primary, "; "));
  std::vector<std::string> caveats = s.caveats;
  caveats.insert(caveats.begin(),
                 fmt::format("{} parameters, {} steps of {} x {} tokens",
                             ranked(s).empty() ? 0 : ranked(s).front()->parameters, o.train.steps, o.batch, o.length));
  if (o.lr.size() == 1) caveats.push_back("the learning rate was not chosen per encoding (--lr takes several)");
  if (o.folds == 0) caveats.push_back("one held-out block: the intervals know seeds, not other texts (--folds)");
  fact("caveats", join(caveats, "; "));
  fact("reproduce", reproduce_command(o));
  return card;
}

report::Table verdict_table(const CompareResult& result) {
  const CompareSummary& s = result.summary;
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
    if (own) cells[1] = words(own->bits_per_byte);
    for (const stats::Comparison& c : s.against_reference) {
      if (c.a != arm.name) continue;
      cells[2] = signed_words(c.paired.mean);
      cells[3] = fmt::format("{} to {}", signed_words(c.interval.low), signed_words(c.interval.high));
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
    if (arm.use_of_context) cells[9] = words(*arm.use_of_context);
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
      cells.push_back(r ? Cell(words(r->bits_per_byte)) : Cell());
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

report::Chart curve_chart(const CompareSummary& s, report::Chart chart,
                          std::vector<std::pair<int64_t, Estimate>> ArmSummary::*curve) {
  for (const ArmSummary& arm : s.arms) {
    report::Series series{.name = arm.name};
    for (const auto& [x, y] : arm.*curve) series.points.push_back({static_cast<double>(x), y.mean, y.low, y.high});
    if (!series.points.empty()) chart.series.push_back(series);
  }
  return chart;
}

report::Table pair_table(const CompareSummary& s) {
  report::Table table{.caption = "All pairs, Holm over " + std::to_string(s.pairs.size()) + " tests",
                      .columns = {{"A", "", Align::kLeft},
                                  {"B", "", Align::kLeft},
                                  {"A - B", "bits/byte"},
                                  {"95 % interval", "bits/byte"},
                                  {"adjusted p", "", Align::kRight, 3},
                                  {"A is", "", Align::kLeft},
                                  {"detectable", "bits/byte", Align::kRight, 2}},
                      .rows = {}};
  for (const stats::Comparison& c : s.pairs) {
    std::vector<Cell> row = {c.a, c.b, signed_words(c.paired.mean),
                             fmt::format("{} to {}", signed_words(c.interval.low), signed_words(c.interval.high)), c.p,
                             std::string(stats::name(c.verdict.word))};
    row.emplace_back(c.verdict.detectable);
    table.rows.push_back(std::move(row));
  }
  return table;
}

io::Json estimate_json(const Estimate& e) {
  io::Json json;
  io::set_number(json, "mean", e.mean);
  io::set_number(json, "low", e.low);
  io::set_number(json, "high", e.high);
  return json;
}

io::Json arm_json(const ArmSummary& arm) {
  io::Json json{{"name", arm.name},         {"spec", arm.spec}, {"runs", arm.runs},
                {"diverged", arm.diverged}, {"lr", arm.lr},     {"parameters", arm.parameters}};
  json["break_length"] = arm.break_length ? io::Json(*arm.break_length) : io::Json();
  if (arm.extrapolation_area) json["extrapolation_area"] = *arm.extrapolation_area;
  if (arm.effective_context) json["effective_context"] = *arm.effective_context;
  if (arm.use_of_context) json["use_of_context"] = estimate_json(*arm.use_of_context);
  json["rows"] = io::Json::array();
  for (const LengthRow& r : arm.rows) {
    json["rows"].push_back({{"protocol", r.family},
                            {"length", r.length},
                            {"nats_per_token", estimate_json(r.nats)},
                            {"bits_per_byte", estimate_json(r.bits_per_byte)}});
  }
  return json;
}

io::Json comparison_json(const stats::Comparison& c) {
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
    if (const std::string words_of_it = meaning(family); !words_of_it.empty()) {
      page.parts.push_back(report::Paragraph{.text = words_of_it});
    }
    page.parts.push_back(length_chart(s, family));
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
  if (!s.pairs.empty()) {
    page.parts.push_back(report::Heading{.text = "Every pair"});
    page.parts.push_back(pair_table(s));
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
  static const std::map<AnswerKind, std::string> kinds = {{AnswerKind::kWinner, "winner"},
                                                          {AnswerKind::kUndecided, "undecided"},
                                                          {AnswerKind::kTooFewRuns, "too-few-runs"}};
  json["answer"] = {{"kind", kinds.at(s.answer)}, {"best", s.best}, {"sentence", answer_sentence(s)}};
  json["effect"] = effect_sentence(s);
  json["caveats"] = s.caveats;
  json["not_tested"] = s.without_primary;
  json["encodings"] = io::Json::array();
  for (const ArmSummary& arm : s.arms) json["encodings"].push_back(arm_json(arm));
  json["against_reference"] = io::Json::array();
  for (const stats::Comparison& c : s.against_reference) json["against_reference"].push_back(comparison_json(c));
  json["pairs"] = io::Json::array();
  for (const stats::Comparison& c : s.pairs) json["pairs"].push_back(comparison_json(c));
  json["reproduce"] = reproduce_command(result.options);
  json["timing"] = {{"wall_s", result.seconds}};
  return json;
}

}  // namespace sextant::tasks
