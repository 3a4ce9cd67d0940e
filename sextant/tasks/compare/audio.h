// `sextant compare audio`: which encoding for a classifier of my sounds, by cross-validation, and is the difference
// noise?
//
// As compare classify. With groups (speakers) a fold holds whole groups out: it is measured on voices never heard.
#pragma once

#include "sextant/settings/spec.h"
#include "sextant/tasks/classifier_options.h"
#include "sextant/tasks/compare/contest_options.h"
#include "sextant/tasks/compare/figures.h"
#include "sextant/tasks/context.h"
#include "sextant/tasks/image_options.h"
#include "sextant/tasks/sound_options.h"
#include "sextant/train/options.h"

namespace sextant::tasks {

struct CompareAudioOptions {
  ContestOptions contest = {.seeds = 1, .folds = 5, .equivalence = 1};
  SoundDataOptions data = {};              ///< with test sounds there are no folds
  ReaderOptions model = {.dropout = 0.1};  ///< its `pos` has no say
  train::TrainOptions train = {.warmup = "5%"};
  double epochs = 30;  ///< passes over the training sounds; 0 = use train.steps

  bool operator==(const CompareAudioOptions&) const = default;
};
template <class Visit>
void fields(CompareAudioOptions& options, Visit&& visit) {
  fields(options.contest, visit);
  auto unless_own = unless_of_contest(visit);
  fields(options.data, unless_own);
  fields(options.model, unless_of_words(unless_own));
  visit("epochs", options.epochs, "passes over the training sounds, in place of steps; 0 = use steps");
}
static_assert(settings::Fields<CompareAudioOptions>);

/// @throws Failure E-AUDIO, E-DATA-…, E-SPEC, E-USAGE-…, E-RUN-EXISTS, E-RESUME-…; Interrupted with the command to go
/// on
FigureResult compare_audio(const CompareAudioOptions& options, const Context& context);

}  // namespace sextant::tasks
