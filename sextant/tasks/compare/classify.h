// `sextant compare classify`: which encoding for a classifier of my texts, by cross-validation, and is the difference
// noise?
//
// Folds are stratified by label; vocabulary, learning rate and alternatives of an encoding come from the training part
// of each fold alone, the last two from a share of it that nothing is trained on. Each run is measured once, with its
// last weights.
#pragma once

#include "sextant/settings/spec.h"
#include "sextant/tasks/classifier_options.h"
#include "sextant/tasks/compare/contest_options.h"
#include "sextant/tasks/compare/figures.h"
#include "sextant/tasks/context.h"
#include "sextant/train/options.h"

namespace sextant::tasks {

struct CompareClassifyOptions {
  ContestOptions contest = {.seeds = 1, .folds = 5, .equivalence = 1};
  ClassifyDataOptions data = {};  ///< with a test file there are no folds
  ReaderOptions model = {};       ///< its `pos` has no say
  train::TrainOptions train = {.warmup = "5%"};
  double epochs = 10;  ///< passes over the training texts; 0 = use train.steps

  bool operator==(const CompareClassifyOptions&) const = default;
};
template <class Visit>
void fields(CompareClassifyOptions& options, Visit&& visit) {
  fields(options.contest, visit);
  const auto unless_own = unless_of_contest(visit);
  fields(options.data, unless_own);
  fields(options.model, unless_own);
  visit("epochs", options.epochs, "passes over the training texts, in place of steps; 0 = use steps");
}
static_assert(settings::Fields<CompareClassifyOptions>);

/// @throws Failure E-DATA-…, E-SPEC, E-USAGE-…, E-RUN-EXISTS, E-RESUME-…; Interrupted with the command to go on
FigureResult compare_classify(const CompareClassifyOptions& options, const Context& context);

}  // namespace sextant::tasks
