// `train synthetic`: a decoder on a task whose right answers are known, tested by exact match at longer lengths.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "sextant/io/json.h"
#include "sextant/models/transformer.h"
#include "sextant/report/document.h"
#include "sextant/settings/spec.h"
#include "sextant/tasks/context.h"
#include "sextant/tasks/run_folder.h"
#include "sextant/tasks/score_synthetic.h"
#include "sextant/tasks/training_run.h"
#include "sextant/train/loop.h"

namespace sextant::tasks {

struct SyntheticDataOptions {
  std::string data = "synthetic:copy";  ///< synthetic:SPEC, or SPEC alone
  int64_t batch = 64;                   ///< samples a micro-batch
  int64_t data_seed = 42;               ///< of the samples
  int64_t test_samples = 128;           ///< at the longest training length, looked at between steps

  bool operator==(const SyntheticDataOptions&) const = default;
};
template <class Visit>
void fields(SyntheticDataOptions& options, Visit&& visit) {
  visit("data", options.data, "task to learn: synthetic:copy, recall, adder or parity, with options");
  visit("batch-size", options.batch, "samples a micro-batch");
  visit("data-seed", options.data_seed, "of the samples");
  visit("test-samples", options.test_samples, "samples looked at between steps");
}

struct TrainSyntheticOptions {
  SyntheticDataOptions data = {};
  /// `vocabulary` and `longest` follow from the task.
  models::TransformerOptions model = {.vocabulary = 0};
  train::TrainOptions train = {.lr = 1e-3, .eval_every = 200, .save_every = 200, .better = train::Better::kHigher};
  int64_t log_every = 10;  ///< steps
  RunOptions run = {};

  bool operator==(const TrainSyntheticOptions&) const = default;
};
template <class Visit>
void fields(TrainSyntheticOptions& options, Visit&& visit) {
  fields(options.data, visit);
  fields(options.model, unless_derived(visit));
  fields(options.train, visit);
  visit("log-every", options.log_every, "steps between lines of metrics.jsonl");
}
static_assert(settings::Fields<TrainSyntheticOptions>);

struct TrainSyntheticResult {
  std::filesystem::path folder;
  train::TrainResult training;
  int64_t parameters;
  std::string task;                    ///< canonical
  std::vector<SyntheticScore> scores;  ///< of the best weights, at each test length
};

/// @throws Failure as run_training; E-SPEC for a task or an encoding that cannot be
TrainSyntheticResult train_synthetic(const TrainSyntheticOptions& options, const Context& context);

report::Document document(const TrainSyntheticResult& result);
io::Json to_json(const TrainSyntheticResult& result);

}  // namespace sextant::tasks
