// A classifier's figures as tables for people and as JSON for programs.
#pragma once

#include <string>
#include <vector>

#include "sextant/eval/classification.h"
#include "sextant/io/json.h"
#include "sextant/report/document.h"
#include "sextant/tasks/class_baselines.h"
#include "sextant/tasks/training_run.h"

namespace sextant::tasks {

/// What a look at the part that chooses tells; the accuracy chooses.
Figures chosen_figures(const eval::Classification& figures);

/// The baselines' accuracies in a line.
std::string sentence_of(const ClassBaselines& baselines);
report::Table class_table(const eval::Classification& figures, const std::vector<std::string>& labels);
/// Truth by answer.
report::Table confusion_table(const eval::Classification& figures, const std::vector<std::string>& labels);
io::Json to_json(const eval::Classification& figures, const std::vector<std::string>& labels);
/// Half-width of the 95 % interval of an accuracy over so many texts.
double accuracy_interval(const eval::Classification& figures);

}  // namespace sextant::tasks
