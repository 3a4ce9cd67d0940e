// The page and the JSON of the demo.
#include <fmt/core.h>

#include "sextant/tasks/demo/demo.h"

namespace sextant::tasks {
namespace {

report::HeatMap exact_map(const TaskActResult& act, const std::string& unit) {
  std::vector<std::string> specs;
  std::vector<std::string> lengths;
  for (const TaskScore& score : act.scores) {
    if (specs.empty() || specs.back() != score.spec) specs.push_back(score.spec);
  }
  for (const auto& [length, chance] : act.chance) lengths.push_back(std::to_string(length));
  report::HeatMap map{.title = act.task + ": whole answers right",
                      .rows = {.label = "encoding", .count = std::ssize(specs), .names = specs},
                      .columns = {.label = unit, .count = std::ssize(lengths), .names = lengths},
                      .values = {},
                      .value = "right",
                      .unit = "share",
                      .range = {{0, 1}}};
  for (const TaskScore& score : act.scores) map.values.push_back(score.exact);
  return map;
}

report::Table exact_table(const TaskActResult& act, const std::string& unit) {
  report::Table table{.caption = fmt::format("{}: whole answers right, trained on {} to {} {}", act.task,
                                             act.trained.shortest, act.trained.longest, unit),
                      .columns = {{"encoding", "", report::Align::kLeft},
                                  {unit, ""},
                                  {"right", "%", report::Align::kRight, 3},
                                  {"stopped early", "%", report::Align::kRight, 3},
                                  {"chance", "%", report::Align::kRight, 3}},
                      .rows = {}};
  for (const TaskScore& score : act.scores) {
    double chance = 0;
    for (const auto& [length, baseline] : act.chance) {
      if (length == score.length) chance = baseline.prior_exact;
    }
    table.rows.push_back({score.spec, score.length, 100 * score.exact, 100 * score.stopped_early, 100 * chance});
  }
  return table;
}

report::Table example_table(const TaskActResult& act) {
  report::Table table{.caption = "One question of each length, with every answer",
                      .columns = {{"encoding", "", report::Align::kLeft},
                                  {"symbols", ""},
                                  {"expected", "", report::Align::kLeft},
                                  {"answered", "", report::Align::kLeft}},
                      .rows = {}};
  for (const TaskExample& e : act.examples) table.rows.push_back({e.spec, e.length, e.expected, e.answered});
  return table;
}

report::Table check_table(const DemoResult& result) {
  report::Table table{.caption = "What was claimed and what was found",
                      .columns = {{"claim", "", report::Align::kLeft},
                                  {"found", "", report::Align::kLeft},
                                  {"holds", "", report::Align::kLeft}},
                      .rows = {}};
  for (const Check& check : result.checks)
    table.rows.push_back({check.claim, check.found, std::string(check.holds ? "yes" : "NO")});
  return table;
}

}  // namespace

report::Document document(const DemoResult& result) {
  report::Document page{.title = "Sextant: where do tokens stand?", .parts = {}};
  page.parts.push_back(report::AnswerCard{
      .answer = all_hold(result) ? "No encoding is best: it depends on the task, and on how far past training you go"
                                 : "Not every claim of the demo held in this run",
      .facts = {{"copying", "an encoding can be perfect inside the training length and useless one step past it"},
                {"control", "what no encoding can carry further stays a coin toss"},
                {"language", "staying flat past the training length is surviving, not using more context: see suffix"},
                {"again", fmt::format("sextant demo --seed {}", result.options.seed)}}});
  page.parts.push_back(check_table(result));
  page.parts.push_back(report::Heading{.text = "Act 1: copying"});
  page.parts.push_back(exact_map(result.copying, "symbols"));
  page.parts.push_back(exact_table(result.copying, "symbols"));
  page.parts.push_back(example_table(result.copying));
  page.parts.push_back(report::Heading{.text = "Act 2: parity, the control"});
  page.parts.push_back(exact_table(result.parity, "bits"));
  page.parts.push_back(report::Heading{.text = "Act 3: language"});
  for (report::Part& part : document(result.language).parts) page.parts.push_back(std::move(part));
  return page;
}

io::Json to_json(const DemoResult& result) {
  io::Json json;
  json["schema"] = "sextant.demo/1";
  json["seed"] = result.options.seed;
  json["checks"] = io::Json::array();
  for (const Check& check : result.checks) {
    json["checks"].push_back({{"claim", check.claim}, {"found", check.found}, {"holds", check.holds}});
  }
  const auto scores = [](const TaskActResult& act) {
    io::Json rows = io::Json::array();
    for (const TaskScore& s : act.scores) {
      rows.push_back(
          {{"encoding", s.spec}, {"length", s.length}, {"exact", s.exact}, {"stopped_early", s.stopped_early}});
    }
    return rows;
  };
  json["copying"] = scores(result.copying);
  json["parity"] = scores(result.parity);
  json["language"] = to_json(result.language);
  json["language"].erase("timing");
  json["page"] = result.options.out.string();
  json["timing"] = {{"wall_s", result.seconds}};
  return json;
}

}  // namespace sextant::tasks
