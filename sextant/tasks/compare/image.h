// `sextant compare image`: which encoding for a classifier of my images, by cross-validation, and is the difference
// noise?
//
// As `compare classify`: folds are stratified by label, and all that is chosen or fitted comes from the training part
// of each fold alone.
#pragma once

#include "sextant/settings/spec.h"
#include "sextant/tasks/compare/contest_options.h"
#include "sextant/tasks/compare/figures.h"
#include "sextant/tasks/context.h"
#include "sextant/tasks/image_options.h"
#include "sextant/train/options.h"

namespace sextant::tasks {

struct CompareImageOptions {
  ContestOptions contest = {.seeds = 1, .folds = 5, .equivalence = 1};
  ImageDataOptions data = {};                           ///< with a test set there are no folds
  ReaderOptions model = {.layers = 4, .dropout = 0.1};  ///< its `pos` has no say
  train::TrainOptions train = {.weight_decay = 0.05, .warmup = "5%"};
  double epochs = 20;  ///< passes over the training images; 0 = use train.steps

  bool operator==(const CompareImageOptions&) const = default;
};
template <class Visit>
void fields(CompareImageOptions& options, Visit&& visit) {
  fields(options.contest, visit);
  // The encodings and the seed are the comparison's own.
  const auto unless_own = [&](std::string_view name, auto& value, std::string_view sentence) {
    if (name != "pos" && name != "data-seed") visit(name, value, sentence);
  };
  fields(options.data, unless_own);
  fields(options.model, unless_of_words(unless_own));
  visit("epochs", options.epochs, "passes over the training images, in place of steps; 0 = use steps");
}
static_assert(settings::Fields<CompareImageOptions>);

/// @throws Failure E-DATA-…, E-IMAGE, E-SPEC, E-USAGE-…, E-RUN-EXISTS, E-RESUME-…; Interrupted with the command to go
/// on
FigureResult compare_image(const CompareImageOptions& options, const Context& context);

}  // namespace sextant::tasks
