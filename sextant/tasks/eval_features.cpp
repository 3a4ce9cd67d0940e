#include "sextant/tasks/eval_features.h"

#include <fmt/core.h>

#include <algorithm>
#include <sstream>

#include "sextant/eval/transcription.h"
#include "sextant/settings/value.h"
#include "sextant/tasks/classification_report.h"
#include "sextant/tasks/failure.h"
#include "sextant/tasks/feature_classes.h"
#include "sextant/tasks/open_model.h"
#include "sextant/tasks/open_series.h"
#include "sextant/tasks/open_sounds.h"
#include "sextant/tasks/series_input.h"
#include "sextant/tasks/sound_input.h"

namespace sextant::tasks {
namespace {

using Examples = std::vector<data::FeatureExample>;

constexpr int64_t kExamplesAtOnce = 64;

/// @param where  what has the label
int64_t place_of(const std::string& label, const std::vector<std::string>& known, const std::string& where) {
  const auto found = std::ranges::find(known, label);
  if (found != known.end()) return found - known.begin();
  throw Failure({.code = "E-DATA-LABEL",
                 .message = fmt::format("{}: label '{}' is not one the model knows{}", where, label,
                                        settings::did_you_mean(label, known)),
                 .why = "it knows " + settings::join(known, ", ")});
}

EvalResult class_result(const std::string& folder, const EvalOptions& options, const eval::Classification& figures,
                        const std::vector<std::string>& labels) {
  return {.model = folder,
          .data = options.data,
          .metrics = {{"accuracy", figures.accuracy(), train::Better::kHigher},
                      {"macro_f1", figures.macro_f1(), train::Better::kHigher},
                      {"nats_per_example", figures.nats, train::Better::kLower}},
          .table = class_table(figures, labels),
          .details = to_json(figures, labels)};
}

EvalResult string_result(const std::string& folder, const EvalOptions& options, const eval::Edits& edits) {
  report::Table table{.caption = "Edits", .columns = {{"said"}, {"substitutions"}, {"deletions"}, {"insertions"}}};
  table.rows.push_back({edits.said, edits.substitutions, edits.deletions, edits.insertions});
  return {.model = folder,
          .data = options.data,
          .metrics = {{"error_rate", edits.rate(), train::Better::kLower}},
          .table = std::move(table),
          .details = {{"symbols", edits.said},
                      {"substitutions", edits.substitutions},
                      {"deletions", edits.deletions},
                      {"insertions", edits.insertions}}};
}

ReadSounds sounds_for(const SoundInput& input, const EvalOptions& options, const Context& context) {
  data::SoundReading reading{.mixing = input.mixing, .rate = input.rate};
  return read_sounds(options.data, {options.sounds, options.read}, reading, context);
}

EvalResult evaluate_strings(const EvalOptions& options, const Context& context) {
  OpenedTranscriber model = open_transcriber(options.model, context.device);
  const std::vector<std::string>& symbols = model.contents.model->options.symbols;
  const SoundInput input = sound_input_of(model.contents.meta, model.contents.model->described(), model.folder);
  const ReadSounds read = sounds_for(input, options, context);
  const SoundRows rows(input);
  Examples examples;
  for (size_t i = 0; i < read.files.size(); ++i) {
    std::vector<int64_t> said;
    std::istringstream words(read.files[i].label);
    for (std::string word; words >> word;) said.push_back(place_of(word, symbols, read.files[i].path.string()));
    examples.push_back(rows.of(read.samples[i], std::move(said)));
  }
  const auto heard = eval::heard(*model.contents.model, examples, kExamplesAtOnce);
  return string_result(model.folder.string(), options, eval::edits_of(examples, heard));
}

}  // namespace

EvalResult evaluate_sounds(const EvalOptions& options, const Context& context) {
  if (is_transcriber(options.model)) return evaluate_strings(options, context);
  OpenedClassifier model = open_classifier(options.model, context.device);
  const std::vector<std::string>& labels = model.contents.model->options.labels;
  const SoundInput input = sound_input_of(model.contents.meta, model.contents.model->described(), model.folder);
  const ReadSounds read = sounds_for(input, options, context);
  const SoundRows rows(input);
  Examples examples;
  for (size_t i = 0; i < read.files.size(); ++i) {
    const int64_t label = place_of(read.files[i].label, labels, read.files[i].path.string());
    examples.push_back(rows.of(read.samples[i], {label}));
  }
  const eval::Classification figures = classified(*model.contents.model, examples, kExamplesAtOnce);
  return class_result(model.folder.string(), options, figures, labels);
}

EvalResult evaluate_series(const EvalOptions& options, const Context& context) {
  OpenedClassifier model = open_classifier(options.model, context.device);
  const std::vector<std::string>& labels = model.contents.model->options.labels;
  const SeriesInput input = series_input_of(model.contents.meta, model.contents.model->described(), model.folder);
  data::SeriesColumns columns = columns_of(input);
  columns.bad_rows = options.read.bad_rows;
  if (!options.read.label_column.empty()) columns.label = options.read.label_column;
  const data::SeriesFile file = open_series(options.data, columns, data::SeriesLabels::kRead, context);
  Examples examples;
  for (const data::Series& series : file.series) {
    const std::string where = fmt::format("{}: series '{}'", options.data, series.id);
    examples.push_back(example_of(series, input, {place_of(series.label, labels, where)}));
  }
  const eval::Classification figures = classified(*model.contents.model, examples, kExamplesAtOnce);
  return class_result(model.folder.string(), options, figures, labels);
}

}  // namespace sextant::tasks
