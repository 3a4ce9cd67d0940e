// What training is told: lengths, learning rate, precision, how often to look and to save.
//
// Not here: the batch's size and length (data decides), the model, the folder (checkpoint.h).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sextant/settings/spec.h"

namespace sextant::train {

enum class Precision { kFloat32, kBFloat16 };
constexpr auto names_of(Precision) {
  return std::array<std::pair<std::string_view, Precision>, 2>{
      {{"fp32", Precision::kFloat32}, {"bf16", Precision::kBFloat16}}};
}

/// Which of two evaluations is the better one.
enum class Better { kLower, kHigher };
constexpr auto names_of(Better) {
  return std::array<std::pair<std::string_view, Better>, 2>{{{"lower", Better::kLower}, {"higher", Better::kHigher}}};
}

struct TrainOptions {
  int64_t steps = 1000;
  double seconds = 0;      ///< 0 = no limit; else the total is planned anew after the first steps were timed
  int64_t accumulate = 1;  ///< micro-batches a step

  double lr = 3e-4;
  double weight_decay = 0.01;
  std::vector<double> betas = {0.9, 0.999};
  double eps = 1e-8;
  std::string schedule = "cosine";
  std::string warmup = "0";  ///< optimiser steps, or a share of all of them: "5%"
  double min_lr = 0;
  double clip = 1.0;           ///< global gradient norm; 0 = off
  double label_smoothing = 0;  ///< share of a target's weight given to all classes alike, in [0, 1); training alone
  Precision precision = Precision::kFloat32;
  int64_t seed = 42;

  int64_t eval_every = 0;  ///< steps; 0 = never. The last step is always evaluated otherwise
  int64_t save_every = 0;  ///< steps; 0 = only the last one
  int64_t keep = 2;        ///< newest checkpoints kept; `best` and `last` always are
  Better better = Better::kLower;
  int64_t patience = 0;     ///< evaluations without gain before stopping; 0 = never stop early
  double min_delta = 1e-4;  ///< what counts as a gain

  bool operator==(const TrainOptions&) const = default;
};

template <class Visit>
void fields(TrainOptions& options, Visit&& visit) {
  visit("steps", options.steps, "optimiser steps in all");
  visit("time", options.seconds, "seconds after which training ends");
  visit("accumulate", options.accumulate, "micro-batches added up before a step");
  visit("lr", options.lr, "peak learning rate");
  visit("weight-decay", options.weight_decay, "decoupled decay of matrices");
  visit("betas", options.betas, "memory of AdamW's two averages");
  visit("eps", options.eps, "added to AdamW's denominator");
  visit("schedule", options.schedule, "how the learning rate moves");
  visit("warmup", options.warmup, "steps, or share of them, of rising learning rate");
  visit("min-lr", options.min_lr, "learning rate the schedule ends at");
  visit("clip", options.clip, "largest global gradient norm");
  visit("label-smoothing", options.label_smoothing, "share of a target's weight spread over all classes");
  visit("precision", options.precision, "arithmetic of the forward pass");
  visit("seed", options.seed, "of every random draw in training");
  visit("eval-every", options.eval_every, "steps between evaluations");
  visit("save-every", options.save_every, "steps between checkpoints");
  visit("keep", options.keep, "newest checkpoints kept");
  visit("better", options.better, "whether a lower or a higher evaluation is better");
  visit("patience", options.patience, "evaluations without gain before stopping early");
  visit("min-delta", options.min_delta, "change of an evaluation that counts as a gain");
}
static_assert(settings::Fields<TrainOptions>);

/// @throws c10::ValueError naming the first option out of its range, or the fault in `schedule` or `warmup`
void check(const TrainOptions& options);

}  // namespace sextant::train
