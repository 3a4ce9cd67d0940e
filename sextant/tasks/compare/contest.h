// A comparison with every choice made, whatever its task: who runs, on which part, and how a run is made ready.
//
// Not here: what is learned and measured (language.h, classify.h), what the records say (findings.h).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sextant/data/batch.h"
#include "sextant/models/model.h"
#include "sextant/stats/verdict.h"
#include "sextant/tasks/compare/arms.h"
#include "sextant/tasks/compare/contest_options.h"
#include "sextant/tasks/compare/folder.h"
#include "sextant/tasks/compare/record.h"
#include "sextant/tasks/context.h"
#include "sextant/train/options.h"

namespace sextant::tasks {

/// What a run is told besides its seed.
struct Choice {
  std::string spec;
  double lr;  ///< peak
};

/// One training run made ready.
struct Trial {
  std::shared_ptr<models::ModelImpl> model;
  data::BatchAt batches;
  std::function<double()> selection;  ///< loss of `model` as it is on the part that chooses, in the contest's unit
  /// Fills the record's figures; false if stopped before the end.
  std::function<bool(const std::function<bool()>& stop, RunRecord& record)> measure;
  std::function<void(const std::filesystem::path&)> save;  ///< `model` as a model folder
};

struct Contest {
  std::vector<CompareArm> arms;  ///< candidates in canonical text
  std::vector<Unit> units;       ///< in the order of results.jsonl
  int64_t folds;                 ///< at least 1
  ContestOptions options;
  train::TrainOptions train;
  std::string loss_name;  ///< "nats/token"
  std::string reproduce;  ///< the command, without where its results go
  /// Called from several threads at once.
  std::function<Trial(const Unit& unit, const Choice& choice)> prepare;
};

/// Every arm on every fold with every seed. Seeds are outermost: an experiment stopped halfway has every encoding
/// equally often.
std::vector<Unit> units_of(const std::vector<CompareArm>& arms, int64_t folds, const ContestOptions& options);

/// The texts of `pos`, sets and their members named, each candidate in canonical text.
/// @param canonical  throws for a spec that cannot be
/// @return the arms, and in `options` the texts and the reference as they are named in tables
std::vector<CompareArm> arms_of(ContestOptions& options,
                                const std::function<std::string(const std::string& spec)>& canonical);

/// The rules of the tests: the variance correction of folds, the margins.
stats::Rules rules_of(const ContestOptions& options, stats::Aim aim);

/// Runs all that has no record in the folder yet.
/// @throws Interrupted with the command to go on
std::vector<RunRecord> run_contest(const Contest& contest, const ExperimentFolder& folder, const Context& context);

}  // namespace sextant::tasks
