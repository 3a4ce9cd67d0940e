// `train classify`: a reader of whole texts that learns their labels.
//
// A share of the training texts chooses the best weights; the figures reported are of texts that chose nothing: the
// file given by --test, else another share.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "sextant/data/text_batches.h"
#include "sextant/eval/classification.h"
#include "sextant/io/json.h"
#include "sextant/report/document.h"
#include "sextant/settings/spec.h"
#include "sextant/tasks/class_baselines.h"
#include "sextant/tasks/classification_report.h"
#include "sextant/tasks/classifier_options.h"
#include "sextant/tasks/context.h"
#include "sextant/tasks/run_folder.h"
#include "sextant/tasks/use_vectors.h"
#include "sextant/train/loop.h"

namespace sextant::tasks {

struct TrainClassifyOptions {
  ClassifyDataOptions data = {};
  ReaderOptions model = {};
  train::TrainOptions train = {.lr = 1e-3, .warmup = "5%", .better = train::Better::kHigher};
  double epochs = 10;      ///< passes over the training texts; 0 = use train.steps
  int64_t log_every = 10;  ///< steps
  RunOptions run = {};

  bool operator==(const TrainClassifyOptions&) const = default;
};
template <class Visit>
void fields(TrainClassifyOptions& options, Visit&& visit) {
  fields(options.data, visit);
  fields(options.model, visit);
  fields(options.train, visit);
  visit("epochs", options.epochs, "passes over the training texts, in place of steps; 0 = use steps");
  visit("log-every", options.log_every, "steps between lines of metrics.jsonl");
}
static_assert(settings::Fields<TrainClassifyOptions>);

struct TrainClassifyResult {
  std::filesystem::path folder;
  train::TrainResult training;
  int64_t parameters;
  std::vector<std::string> labels;
  int64_t train_texts;
  data::TextLengths lengths;  ///< of the training texts
  VectorCoverage vectors;
  int64_t length;             ///< tokens kept of a text
  eval::Classification test;  ///< the best weights on texts that chose nothing
  ClassBaselines baselines;
};

/// @throws Failure as run_training and open_labelled; E-DATA-LABEL for a test text of an unknown label; E-DATA-EMPTY
///         for one label alone; E-SPEC for an encoding the reader has no place for
TrainClassifyResult train_classify(const TrainClassifyOptions& options, const Context& context);

report::Document document(const TrainClassifyResult& result);
io::Json to_json(const TrainClassifyResult& result);

}  // namespace sextant::tasks
