// A training run from its folder to its last checkpoint: the part every `train` verb shares.
//
// Not here: which data a task reads and how it scores a model (train_lm.h, train_synthetic.h).
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sextant/data/batch.h"
#include "sextant/models/model.h"
#include "sextant/tasks/context.h"
#include "sextant/tasks/run_folder.h"
#include "sextant/text/vocabulary.h"
#include "sextant/train/loop.h"

namespace sextant::tasks {

/// Named figures of one evaluation; the first chooses `best` and stops early.
using Figures = std::vector<std::pair<std::string, double>>;

/// A visitor of a model's fields that leaves out those a verb derives from its data.
template <class Visit>
auto unless_derived(Visit& visit) {
  return [&visit](std::string_view name, auto& value, std::string_view sentence) {
    if (name != "vocabulary" && name != "longest" && name != "direction") visit(name, value, sentence);
  };
}

struct TrainingJob {
  RunIdentity identity;
  std::shared_ptr<models::ModelImpl> model;
  std::optional<text::Vocabulary> vocabulary;  ///< none of a model that reads features
  data::BatchAt batches;
  double batches_per_epoch = 0;           ///< 0 = the data has no end
  std::function<Figures()> evaluate;      ///< of `model` as it is
  std::string value_name = "nats/token";  ///< of the loss
  io::Json meta = io::Json::object();     ///< what else is kept with the model: what it must be fed
};

struct TrainedRun {
  std::filesystem::path folder;
  train::TrainResult result;
};

/// Trains job.model in place, saving and measuring into the run's folder.
///
/// @param log_every  steps between lines of metrics.jsonl
/// @throws Failure E-RUN-…, E-RESUME-…, E-DIVERGED (naming the layer; the batch is saved beside the metrics), E-DISK;
///         Interrupted with the resume command, after a checkpoint
TrainedRun run_training(TrainingJob& job, const train::TrainOptions& options, const RunOptions& run, int64_t log_every,
                        const Context& context);

/// The command with --resume in place of whatever it said about an existing run, and the run's name.
std::string resume_command(const std::string& command, const std::string& run);

}  // namespace sextant::tasks
