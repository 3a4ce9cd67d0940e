// A comparison of classifiers, whatever they classify.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sextant/eval/classification.h"
#include "sextant/tasks/compare/contest.h"
#include "sextant/tasks/compare/figure_contest.h"
#include "sextant/tasks/compare/figures.h"

namespace sextant::tasks {

/// Samples of known classes and what a model says of them.
struct ClassPart {
  /// float64 [N, K]; undefined if stopped.
  std::function<torch::Tensor(const std::function<bool()>& stop)> log_probabilities;
  std::vector<int64_t> classes;  ///< N of them
};

/// A run that is chosen by the loss on one part and measured by all figures on another.
struct ClassRun {
  std::shared_ptr<models::ModelImpl> model;
  data::BatchAt batches;
  ClassPart choosing, test;  ///< of `model`, as it is when asked
  std::function<void(const std::filesystem::path&)> save;
};
Trial trial_of(ClassRun run);

/// A comparison of classifiers, all but how its folds are learned.
struct ClassContest {
  std::vector<CompareArm> arms;
  int64_t folds;
  ContestOptions options;
  train::TrainOptions train;
  FigurePage page;
  io::Json asked;  ///< objects of texts: every option that may change a number
  std::string data_sha256;
  std::function<Trial(const Unit& unit, const Choice& choice)> prepare;
  std::vector<std::string> baseline_names;
  std::function<std::vector<eval::Classification>(int64_t fold)> baselines;  ///< by name, on the fold's test part
};

/// Figures are accuracy and macro F1 in percent, then the loss.
/// @throws as run_figures and figure_plan
FigureResult compare_classes(const ClassContest& contest, const Context& context);

}  // namespace sextant::tasks
