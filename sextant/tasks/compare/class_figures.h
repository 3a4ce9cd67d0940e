// The figures of a comparison of classifiers, whatever they classify.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sextant/eval/classification.h"
#include "sextant/tasks/compare/contest.h"
#include "sextant/tasks/compare/figures.h"

namespace sextant::tasks {

/// Accuracy and macro F1 in percent, then the loss.
/// @param loss_name  "nats/text"
std::vector<FigureKind> class_figure_kinds(const std::string& loss_name);
std::vector<std::pair<std::string, double>> class_figures(const eval::Classification& figures);

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

/// What a baseline reached on a fold.
RunRecord baseline_record(const std::string& name, int64_t fold,
                          const std::vector<std::pair<std::string, double>>& figures);

}  // namespace sextant::tasks
