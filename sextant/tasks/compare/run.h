// One run of a comparison: train, then measure. Runs know nothing of each other, so any order gives the same records.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>

#include "sextant/tasks/compare/contest.h"
#include "sextant/tasks/compare/record.h"

namespace sextant::tasks {

/// How a run talks to whoever started it. Called from the run's own thread.
struct RunHooks {
  std::function<void(int64_t steps_done, double loss)> on_step = {};
  std::function<bool()> stop = {};
};

/// Trains and measures one unit on the calling thread, which is set to one thread of computation.
/// @param folder  where checkpoints go and are resumed from; empty = nowhere
/// @return nothing if stopped; its checkpoint then lies in `folder`
std::optional<RunRecord> run_unit(const Contest& contest, const Unit& unit, const Choice& choice,
                                  const std::filesystem::path& folder, const RunHooks& hooks);

/// Steps a choice is tried for.
int64_t probe_steps(const Contest& contest);

/// The loss on the part that chooses after those steps; infinite if training diverges.
/// @return nothing if stopped
std::optional<double> probe(const Contest& contest, const Unit& unit, const Choice& choice, const RunHooks& hooks);

}  // namespace sextant::tasks
