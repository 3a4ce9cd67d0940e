#include "sextant/tasks/train_series.h"

#include <fmt/core.h>

#include <algorithm>

#include "sextant/data/held_out.h"
#include "sextant/data/labelled.h"
#include "sextant/io/sha256.h"
#include "sextant/models/classifier.h"
#include "sextant/settings/value.h"
#include "sextant/tasks/classification_report.h"
#include "sextant/tasks/epochs.h"
#include "sextant/tasks/failure.h"
#include "sextant/tasks/feature_classes.h"
#include "sextant/tasks/hold_out.h"
#include "sextant/tasks/open_model.h"
#include "sextant/tasks/open_series.h"
#include "sextant/tasks/training_run.h"

namespace sextant::tasks {
namespace {

using Examples = std::vector<data::FeatureExample>;

struct SeriesParts {
  std::vector<data::Series> train, choosing, test;
  std::vector<std::string> labels;
  data::SeriesColumns columns;  ///< with the values by name
  std::string sha256;
};

std::vector<std::string> label_of_each(const std::vector<data::Series>& series) {
  std::vector<std::string> labels;
  for (const data::Series& one : series) labels.push_back(one.label);
  return labels;
}

/// Cuts a share of each label off `from`.
std::vector<data::Series> taken_from(std::vector<data::Series>& from, double share, uint64_t seed) {
  const std::vector<bool> held =
      or_fail({.code = "E-DATA-EMPTY", .message = {}, .hints = {"more series of that label, or none"}},
              [&] { return data::held_out(label_of_each(from), share, seed); });
  std::vector<data::Series> part = data::chosen(from, held, true);
  from = data::chosen(from, held, false);
  return part;
}

void expect_labels(const std::vector<std::string>& labels, const std::string& path) {
  if (labels.size() >= 2) return;
  throw Failure({.code = "E-DATA-EMPTY",
                 .message = fmt::format("{}: every series has the label '{}', so there is nothing to learn", path,
                                        labels.front()),
                 .hints = {"--label-col says which column holds them"}});
}

int64_t class_of(const data::Series& series, const std::vector<std::string>& labels, const std::string& path) {
  const auto found = std::ranges::find(labels, series.label);
  if (found != labels.end()) return found - labels.begin();
  throw Failure(
      {.code = "E-DATA-LABEL",
       .message = fmt::format("{}: series '{}' has the label '{}', which is not one of the {} trained on{}", path,
                              series.id, series.label, labels.size(), settings::did_you_mean(series.label, labels)),
       .why = "known are " + settings::join(labels, ", ")});
}

SeriesParts open_parts(const SeriesDataOptions& options, const Context& context) {
  expect_hold_out(options.hold_out);
  const auto seed = static_cast<uint64_t>(options.data_seed);
  data::SeriesFile file = open_series(options.data, options.columns, data::SeriesLabels::kRead, context);
  SeriesParts parts{.train = std::move(file.series),
                    .choosing = {},
                    .test = {},
                    .labels = {},
                    .columns = options.columns,
                    .sha256 = file.sha256};
  parts.columns.values = file.names;
  parts.labels = data::distinct(label_of_each(parts.train));
  expect_labels(parts.labels, options.data);
  if (options.test.empty()) {
    parts.test = taken_from(parts.train, options.hold_out, seed ^ kTestPart);
  } else {
    data::SeriesFile test = open_series(options.test, parts.columns, data::SeriesLabels::kRead, context);
    parts.sha256 = io::sha256_hex(parts.sha256 + test.sha256);
    parts.test = std::move(test.series);
  }
  parts.choosing = taken_from(parts.train, options.hold_out, seed);
  return parts;
}

Examples examples_of(const std::vector<data::Series>& series, const SeriesInput& input,
                     const std::vector<std::string>& labels, const std::string& path) {
  Examples examples;
  for (const data::Series& one : series) examples.push_back(example_of(one, input, {class_of(one, labels, path)}));
  return examples;
}

models::Classifier make_model(const TrainSeriesOptions& options, const SeriesInput& input,
                              const std::vector<std::string>& labels, const Context& context) {
  return or_fail({.code = "E-SPEC", .message = {}, .where = "--pos " + options.model.pos}, [&] {
    models::ModelOptions model = classifier_model(options.model, options.model.pos, input.rows, 0, labels);
    read_features(model, std::ssize(input.names));
    models::Classifier made(model, static_cast<uint64_t>(options.train.seed));
    made->to(torch::Device(context.device));
    made->eval();
    return made;
  });
}

std::string in_words(const SeriesInput& input) {
  return fmt::format("{} values a row, positions by {}", input.names.size(),
                     input.timed ? fmt::format("time in steps of {:g}", input.tick) : std::string("order"));
}

}  // namespace

TrainSeriesResult train_series(const TrainSeriesOptions& options, const Context& context) {
  const SeriesParts parts = open_parts(options.data, context);
  SeriesInput input = series_input(parts.train, parts.columns);
  if (options.data.tick > 0) input.tick = options.data.tick;
  models::Classifier model = make_model(options, input, parts.labels, context);
  input.timed = takes_times(*model, std::ssize(input.names));
  context.line(in_words(input));
  const std::string& test_path = options.data.test.empty() ? options.data.data : options.data.test;
  const Examples train = examples_of(parts.train, input, parts.labels, options.data.data);
  const Examples choosing = examples_of(parts.choosing, input, parts.labels, options.data.data);
  const Examples test = examples_of(parts.test, input, parts.labels, test_path);
  const auto batches = or_fail({.code = "E-USAGE-VALUE", .message = {}}, [&] {
    return data::feature_batches(train, options.data.batch, static_cast<uint64_t>(options.data.data_seed));
  });
  const std::string pos = models::pos_of(model->described());
  TrainingJob job{
      .identity = on_files({.task = "series", .pos = pos, .data_sha256 = parts.sha256}, options, context),
      .model = model.ptr(),
      .vocabulary = {},
      .batches = batches,
      .batches_per_epoch = batches_per_epoch(std::ssize(train), options.data.batch),
      .evaluate = [&]() -> Figures { return chosen_figures(classified(*model, choosing, options.data.batch)); },
      .value_name = "nats/series",
      .meta = {{"series", to_json(input)}}};
  const TrainedRun run =
      run_training(job, by_epochs(options.train, options.epochs, std::ssize(train), options.data.batch), options.run,
                   options.log_every, context);
  models::Classifier best = open_classifier(run.folder.string(), context.device).contents.model;
  return {.folder = run.folder,
          .training = run.result,
          .parameters = models::parameter_count(*model),
          .pos = pos,
          .input = input,
          .labels = parts.labels,
          .train_series = std::ssize(train),
          .test = classified(*best, test, options.data.batch),
          .majority = majority_of(classes_of(train), classes_of(test), parts.labels)};
}

report::Document document(const TrainSeriesResult& result) {
  report::AnswerCard card{
      .answer = fmt::format("{:.1f} % of {} series right (± {:.1f})", 100 * result.test.accuracy(), result.test.texts,
                            100 * accuracy_interval(result.test)),
      .facts = {{"run", result.folder.string()},
                {"pos", result.pos},
                {"reads", in_words(result.input)},
                {"parameters", std::to_string(result.parameters)},
                {"trained", fmt::format("{} steps on {} series", result.training.steps, result.train_series)},
                {"macro F1", fmt::format("{:.4f}", result.test.macro_f1())},
                {"baseline", fmt::format("{:.1f} % by always answering '{}'", 100 * result.majority.figures.accuracy(),
                                         result.majority.label)}}};
  if (result.training.best) {
    card.facts.emplace_back("chosen", fmt::format("step {}, {:.4f} on the series that choose",
                                                  result.training.best_step, *result.training.best));
  }
  return {.title = "train series",
          .parts = {card, class_table(result.test, result.labels), confusion_table(result.test, result.labels)}};
}

io::Json to_json(const TrainSeriesResult& result) {
  io::Json json = {{"schema", "sextant.train/1"},
                   {"task", "series"},
                   {"run", result.folder.string()},
                   {"pos", result.pos},
                   {"parameters", result.parameters},
                   {"steps", result.training.steps},
                   {"stopped_early", result.training.ending == train::Ending::kEarly},
                   {"train_series", result.train_series},
                   {"series", to_json(result.input)},
                   {"labels", result.labels},
                   {"test", to_json(result.test, result.labels)},
                   {"majority", {{"label", result.majority.label}, {"accuracy", result.majority.figures.accuracy()}}}};
  if (result.training.best) json["best"] = {{"accuracy", *result.training.best}, {"step", result.training.best_step}};
  json["timing"] = {{"wall_s", result.training.seconds}};
  return json;
}

}  // namespace sextant::tasks
