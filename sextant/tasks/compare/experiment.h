// A comparison with every choice made: texts read, splits cut, protocols planned, runs listed. Nothing trained yet.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sextant/data/corpus.h"
#include "sextant/data/split.h"
#include "sextant/eval/plan.h"
#include "sextant/models/transformer.h"
#include "sextant/tasks/compare/analysis.h"
#include "sextant/tasks/compare/arms.h"
#include "sextant/tasks/compare/contest.h"
#include "sextant/tasks/compare/options.h"

namespace sextant::tasks {

/// One test: a protocol at its lengths, planned over the held-out block.
struct PlannedTest {
  std::string family;
  int64_t length;  ///< tokens of the longest window
  eval::Plan plan;
};

/// The text of one fold in its three parts.
struct FoldData {
  std::vector<data::Span> train;
  torch::Tensor selection;  ///< int64 [n]: chooses the learning rate and shows convergence; inside the training part
  torch::Tensor test;       ///< int64 [n]: the held-out block, cut to test_tokens
  std::vector<PlannedTest> tests;
};

struct Experiment {
  CompareOptions options;  ///< every empty choice filled in
  data::Corpus corpus;
  std::vector<int64_t> token_bytes;  ///< by token id
  std::vector<CompareArm> arms;
  std::vector<FoldData> folds;
  AnalysisPlan analysis;
  std::string device = "cpu";  ///< where models compute
};

/// @throws Failure E-DATA-…, E-USAGE-VALUE, E-SPEC naming what cannot be
Experiment plan_experiment(const CompareOptions& asked);

/// The decoder of an encoding.
models::TransformerOptions model_options(const Experiment& experiment, const std::string& spec);

/// Its runs. @param experiment  outlives the contest
Contest contest_of(const Experiment& experiment);

}  // namespace sextant::tasks
