// `train lm`: a decoder that learns to continue a text, one block of which is held out.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "sextant/eval/reduce.h"
#include "sextant/io/json.h"
#include "sextant/models/transformer.h"
#include "sextant/report/document.h"
#include "sextant/settings/spec.h"
#include "sextant/tasks/context.h"
#include "sextant/tasks/run_folder.h"
#include "sextant/tasks/training_run.h"
#include "sextant/train/loop.h"

namespace sextant::tasks {

struct LmDataOptions {
  std::string data = "builtin:shakespeare";  ///< a path, or builtin:NAME
  std::string tokenizer = "char";
  int64_t length = 256;       ///< tokens of a training window
  int64_t batch = 32;         ///< windows a micro-batch
  int64_t folds = 10;         ///< blocks the text is cut into; the last is held out
  int64_t data_seed = 42;     ///< of the order of windows
  int64_t test_windows = 64;  ///< of the held-out block looked at between steps; the end looks at all of it

  bool operator==(const LmDataOptions&) const = default;
};
template <class Visit>
void fields(LmDataOptions& options, Visit&& visit) {
  visit("data", options.data, "text to learn: a path, or builtin:shakespeare");
  visit("tokenizer", options.tokenizer, "what a token is: char, byte, bpe:N, or the path of a tokenizer");
  visit("length", options.length, "tokens of a training window");
  visit("batch-size", options.batch, "windows a micro-batch");
  visit("folds", options.folds, "blocks the text is cut into; the last one is held out");
  visit("data-seed", options.data_seed, "of the order of training windows");
  visit("test-windows", options.test_windows, "held-out windows looked at between steps");
}

struct TrainLmOptions {
  LmDataOptions data = {};
  /// `vocabulary` and `longest` follow from the data.
  models::TransformerOptions model = {.vocabulary = 0};
  train::TrainOptions train = {.eval_every = 200, .save_every = 200};
  double epochs = 0;       ///< > 0: passes over the training part, in place of train.steps
  int64_t log_every = 10;  ///< steps
  RunOptions run = {};

  bool operator==(const TrainLmOptions&) const = default;
};
template <class Visit>
void fields(TrainLmOptions& options, Visit&& visit) {
  fields(options.data, visit);
  fields(options.model, unless_derived(visit));
  fields(options.train, visit);
  visit("epochs", options.epochs, "passes over the training part, in place of steps; 0 = use steps");
  visit("log-every", options.log_every, "steps between lines of metrics.jsonl");
}
static_assert(settings::Fields<TrainLmOptions>);

struct TrainLmResult {
  std::filesystem::path folder;
  train::TrainResult training;
  int64_t parameters;
  eval::Result held_out;  ///< the best weights on the whole held-out block, in chunks of the training length
};

/// @throws Failure as run_training and open_text; E-SPEC for an encoding that cannot be, E-USAGE-VALUE for a model
///         or split that cannot be
TrainLmResult train_lm(const TrainLmOptions& options, const Context& context);

report::Document document(const TrainLmResult& result);
io::Json to_json(const TrainLmResult& result);

}  // namespace sextant::tasks
