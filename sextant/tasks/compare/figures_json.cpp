// The plan and the page of a comparison by figures as experiment.json holds them.
#include <stdexcept>

#include "sextant/io/field.h"
#include "sextant/tasks/compare/figures.h"

namespace sextant::tasks {
namespace {

using io::Json;

constexpr const char* kLower = "lower";
constexpr const char* kHigher = "higher";

std::vector<std::string> texts(const Json& object, const std::string& key, const std::string& where) {
  std::vector<std::string> all;
  for (const Json& item : io::list_field(object, key, where)) {
    if (!item.is_string()) throw std::runtime_error(where + ": '" + key + "' must hold texts, got " + item.dump());
    all.push_back(item.get<std::string>());
  }
  return all;
}

FigureKind kind_of(const Json& json, const std::string& where) {
  const std::string& better = io::text_field(json, "better", where);
  if (better != kLower && better != kHigher)
    throw std::runtime_error(where + ": 'better' must be lower or higher, got '" + better + "'");
  return {.name = io::text_field(json, "name", where),
          .unit = io::text_field(json, "unit", where),
          .difference = io::text_field(json, "difference", where),
          .digits = static_cast<int>(io::count_field(json, "digits", where)),
          .aim = better == kLower ? stats::Aim::kLower : stats::Aim::kHigher};
}

}  // namespace

io::Json to_json(const FigurePlan& plan) {
  Json kinds = Json::array();
  for (const FigureKind& kind : plan.kinds) {
    kinds.push_back({{"name", kind.name},
                     {"unit", kind.unit},
                     {"difference", kind.difference},
                     {"digits", kind.digits},
                     {"better", kind.aim == stats::Aim::kLower ? kLower : kHigher}});
  }
  return {{"arms", plan.arms},
          {"reference", plan.reference},
          {"kinds", kinds},
          {"primary", plan.primary},
          {"baselines", plan.baselines},
          {"margin", plan.rules.margin},
          {"alpha", plan.rules.alpha},
          {"test_over_train", plan.rules.test_over_train}};
}

io::Json to_json(const FigurePage& page) {
  return {{"task", page.task},       {"question", page.question},   {"evidence", page.evidence},
          {"trained", page.trained}, {"loss_name", page.loss_name}, {"reproduce", page.reproduce},
          {"caveats", page.caveats}};
}

FigurePlan figure_plan(const io::Json& json, const std::string& where) {
  FigurePlan plan{.arms = texts(json, "arms", where),
                  .reference = io::text_field(json, "reference", where),
                  .kinds = {},
                  .primary = io::text_field(json, "primary", where),
                  .baselines = texts(json, "baselines", where),
                  .rules = {.margin = io::real_field(json, "margin", where),
                            .alpha = io::real_field(json, "alpha", where),
                            .test_over_train = io::real_field(json, "test_over_train", where)}};
  for (const Json& kind : io::list_field(json, "kinds", where)) plan.kinds.push_back(kind_of(kind, where));
  return plan;
}

FigurePage figure_page(const io::Json& json, const std::string& where) {
  return {.task = io::text_field(json, "task", where),
          .question = io::text_field(json, "question", where),
          .evidence = io::text_field(json, "evidence", where),
          .trained = io::text_field(json, "trained", where),
          .loss_name = io::text_field(json, "loss_name", where),
          .reproduce = io::text_field(json, "reproduce", where),
          .caveats = texts(json, "caveats", where)};
}

}  // namespace sextant::tasks
