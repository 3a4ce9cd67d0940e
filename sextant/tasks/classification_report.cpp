#include "sextant/tasks/classification_report.h"

#include <fmt/core.h>

#include <cmath>

namespace sextant::tasks {

Figures chosen_figures(const eval::Classification& figures) {
  return {{"accuracy", figures.accuracy()}, {"macro_f1", figures.macro_f1()}, {"loss", figures.nats}};
}

std::string sentence_of(const ClassBaselines& baselines) {
  return fmt::format("bag of words {:.1f} %; always answering '{}' {:.1f} %", 100 * baselines.bag.accuracy(),
                     baselines.majority_label, 100 * baselines.majority.accuracy());
}

report::Table class_table(const eval::Classification& figures, const std::vector<std::string>& labels) {
  report::Table table{.caption = "By label",
                      .columns = {{"label", "", report::Align::kLeft}, {"texts"}, {"precision"}, {"recall"}, {"F1"}}};
  const std::vector<eval::ClassFigures> classes = figures.by_class();
  for (size_t k = 0; k < classes.size(); ++k) {
    const eval::ClassFigures& c = classes[k];
    table.rows.push_back({labels[k], c.texts, c.precision, c.recall, c.f1});
  }
  return table;
}

report::Table confusion_table(const eval::Classification& figures, const std::vector<std::string>& labels) {
  report::Table table{.caption = "Confusion: a row is what texts are, a column what the model says",
                      .columns = {{"label", "", report::Align::kLeft}}};
  for (const std::string& label : labels) table.columns.push_back({label});
  for (size_t k = 0; k < labels.size(); ++k) {
    std::vector<report::Cell> row = {labels[k]};
    for (const int64_t count : figures.confusion[k]) row.emplace_back(count);
    table.rows.push_back(std::move(row));
  }
  return table;
}

io::Json to_json(const eval::Classification& figures, const std::vector<std::string>& labels) {
  io::Json json = {{"texts", figures.texts},
                   {"accuracy", figures.accuracy()},
                   {"accuracy_interval_95", accuracy_interval(figures)},
                   {"macro_f1", figures.macro_f1()}};
  io::set_number(json, "nats_per_text", figures.nats);
  json["classes"] = io::Json::array();
  const std::vector<eval::ClassFigures> classes = figures.by_class();
  for (size_t k = 0; k < classes.size(); ++k) {
    json["classes"].push_back({{"label", labels[k]},
                               {"texts", classes[k].texts},
                               {"precision", classes[k].precision},
                               {"recall", classes[k].recall},
                               {"f1", classes[k].f1}});
  }
  json["confusion"] = figures.confusion;
  return json;
}

double accuracy_interval(const eval::Classification& figures) {
  if (figures.texts == 0) return 0;
  const double p = figures.accuracy();
  return 1.96 * std::sqrt(p * (1 - p) / static_cast<double>(figures.texts));  // normal: 1.96 is its 97.5 % point
}

}  // namespace sextant::tasks
