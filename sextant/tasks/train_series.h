// `train series`: a reader of measurements at their own moments that learns the labels of series.
//
// Times are positions, real and as unevenly spaced as they are, for encodings that take reals; for the others rows
// stand at their order. As `train classify`: a share of the training series chooses the best weights, and the figures
// are of series that chose nothing.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "sextant/eval/classification.h"
#include "sextant/io/json.h"
#include "sextant/report/document.h"
#include "sextant/settings/spec.h"
#include "sextant/tasks/classifier_options.h"
#include "sextant/tasks/context.h"
#include "sextant/tasks/image_options.h"
#include "sextant/tasks/majority.h"
#include "sextant/tasks/run_folder.h"
#include "sextant/tasks/series_input.h"
#include "sextant/train/loop.h"

namespace sextant::tasks {

struct SeriesDataOptions {
  std::string data = {};  ///< a path
  std::string test = {};  ///< the same; empty = a share of `data`
  data::SeriesColumns columns = {};
  double tick = 0;        ///< of time that counts as one position; 0 = the median from row to row
  double hold_out = 0.1;  ///< share of the training series that chooses; without `test` as much again is tested
  int64_t batch = 32;     ///< series a micro-batch
  int64_t data_seed = 42;

  bool operator==(const SeriesDataOptions&) const = default;
};
template <class Visit>
void fields(SeriesDataOptions& options, Visit&& visit) {
  visit("data", options.data, "a table with a row for each moment: .csv or .tsv");
  visit("test", options.test, "series to report on; without it a share of the data is kept for that");
  fields(options.columns, visit);
  visit("tick", options.tick, "time that counts as one position, in the table's unit; 0 = the median from row to row");
  visit("hold-out", options.hold_out, "share of the training series that chooses the best weights");
  visit("batch-size", options.batch, "series a micro-batch");
  visit("data-seed", options.data_seed, "of the parts held out and of the order of series");
}

struct TrainSeriesOptions {
  SeriesDataOptions data = {};
  ReaderOptions model = {.dropout = 0.1};
  train::TrainOptions train = {.lr = 1e-3, .warmup = "5%", .better = train::Better::kHigher};
  double epochs = 30;      ///< passes over the training series; 0 = use train.steps
  int64_t log_every = 10;  ///< steps
  RunOptions run = {};

  bool operator==(const TrainSeriesOptions&) const = default;
};
template <class Visit>
void fields(TrainSeriesOptions& options, Visit&& visit) {
  fields(options.data, visit);
  fields(options.model, unless_of_words(visit));
  fields(options.train, visit);
  visit("epochs", options.epochs, "passes over the training series, in place of steps; 0 = use steps");
  visit("log-every", options.log_every, "steps between lines of metrics.jsonl");
}
static_assert(settings::Fields<TrainSeriesOptions>);

struct TrainSeriesResult {
  std::filesystem::path folder;
  train::TrainResult training;
  int64_t parameters;
  std::string pos;
  SeriesInput input;
  std::vector<std::string> labels;
  int64_t train_series;
  eval::Classification test;
  Majority majority;
};

/// @throws Failure as run_training; E-DATA-FILE, -ROW, -COLUMN of the table; E-DATA-EMPTY for a single label or one too
///         rare to be held out; E-DATA-LABEL for a test series of an unknown label; E-SPEC for an encoding the reader
///         has no place for
TrainSeriesResult train_series(const TrainSeriesOptions& options, const Context& context);

report::Document document(const TrainSeriesResult& result);
io::Json to_json(const TrainSeriesResult& result);

}  // namespace sextant::tasks
