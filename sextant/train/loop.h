// The training loop: batches in, a trained model out, everything else through hooks.
//
// A step adds up the losses of its micro-batches and divides by the number of their targets, never a mean of means.
// It prints nothing, evaluates nothing itself and knows no task.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>

#include "sextant/data/batch.h"
#include "sextant/models/model.h"
#include "sextant/train/checkpoint.h"
#include "sextant/train/options.h"

namespace sextant::train {

class Ranks;

/// What a step has to tell, once it is done.
struct StepReport {
  int64_t step;           ///< steps done, from 1
  int64_t planned_steps;  ///< total
  double loss;            ///< nats per target, before the step
  double lr;
  double grad_norm;         ///< before clipping
  int64_t targets;          ///< of this step
  int64_t tokens;           ///< read so far
  double seconds;           ///< since this call to train()
  double seconds_per_step;  ///< mean over this call's steps after the first
};

/// Called between steps, on every rank; each may be empty.
struct Hooks {
  std::function<void(const StepReport&)> on_step = {};
  /// The figure that chooses `best` and stops early. The model is in evaluation mode, without gradients; what it
  /// draws from LibTorch's generator does not disturb training.
  std::function<double(int64_t step)> on_evaluate = {};
  std::function<void(int64_t step, const std::filesystem::path& checkpoint)> on_checkpoint = {};
  std::function<bool()> should_stop = {};  ///< asked after each step; true: checkpoint and return
  Ranks* ranks = nullptr;  ///< the processes that train together (parallel/ranks.h); null: alone
};

/// Where checkpoints go. Without a folder nothing is written.
struct Checkpoints {
  std::filesystem::path run = {};
  ModelWriter write_model = {};
  std::optional<std::filesystem::path> resume = {};  ///< the checkpoint to go on from
};

enum class Ending { kFinished, kStopped, kEarly };

struct TrainResult {
  Ending ending = Ending::kFinished;
  int64_t steps = 0;  ///< done in all, earlier runs included
  double loss = 0;    ///< of the last step, nats per target
  std::optional<double> best = {};
  int64_t best_step = 0;
  int64_t tokens = 0;        ///< read in all
  double seconds = 0;        ///< of this call
  int64_t resumed_from = 0;  ///< step this call began at
};

/// Thrown when a loss or a gradient norm is not finite. The weights are those of before the step.
struct Diverged : std::runtime_error {
  Diverged(int64_t step, std::string layer, std::string quantity, data::Batch batch);
  int64_t step;          ///< from 1
  std::string layer;     ///< first layer with a non-finite output; "gradient of NAME" if only the backward pass failed
  std::string quantity;  ///< "loss" or "gradient norm"
  data::Batch batch;     ///< the micro-batch it happened in
};

/// Trains `model` in place. Micro-batch i of step t is batches(t·accumulate + i).
///
/// Several ranks take a share of each batch's rows; gradients, losses and what the hooks decide are those of the whole
/// batch, as one process alone would have them. Rank 0's evaluation counts; the others give no folder to write to.
///
/// One machine, one binary, one number of threads: a run that is stopped, or killed and resumed, ends in the same
/// bits as an uninterrupted one. LibTorch's CPU generator is seeded from options.seed and left where training ends.
/// @throws c10::ValueError for options out of range; Diverged; std::runtime_error from a checkpoint
TrainResult train(models::ModelImpl& model, const data::BatchAt& batches, const TrainOptions& options,
                  const Hooks& hooks = {}, const Checkpoints& checkpoints = {});

/// Sum of the losses of all targets of one forward pass, nats, float32 [] or float64 []. A target data::kIgnore is not
/// scored.
/// @param label_smoothing  ε: a target's weight is 1 - ε, and ε / V more on each of the V classes (PyTorch's definition;
///                         Szegedy et al. 2016, arXiv:1512.00567, section 7)
torch::Tensor loss_sum(models::ModelImpl& model, const data::Batch& batch, const models::TokenCall& call,
                       double label_smoothing = 0);

}  // namespace sextant::train
