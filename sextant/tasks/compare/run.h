// One run of a comparison: train, then measure. Runs know nothing of each other, so any order gives the same records.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>

#include "sextant/tasks/compare/experiment.h"
#include "sextant/tasks/compare/record.h"

namespace sextant::tasks {

/// How a run talks to whoever started it. Called from the run's own thread.
struct RunHooks {
  std::function<void(int64_t steps_done, double loss)> on_step = {};
  std::function<bool()> stop = {};
};

/// Trains and measures one unit on the calling thread, which is set to one thread of computation.
/// @param folder  where checkpoints go and are resumed from; empty = nowhere
/// @param lr      peak learning rate
/// @return nothing if stopped; its checkpoint then lies in `folder`
std::optional<RunRecord> run_unit(const Experiment& experiment, const Unit& unit, double lr,
                                  const std::filesystem::path& folder, const RunHooks& hooks);

/// The loss on the selection block after a tenth of the steps with this learning rate; infinite if training diverges.
/// @return nothing if stopped
std::optional<double> probe_learning_rate(const Experiment& experiment, int64_t arm, double lr, const RunHooks& hooks);

}  // namespace sextant::tasks
