// `predict` on sounds: the labels a classifier gives, or the symbols a transcriber hears, one answer for each path.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "sextant/data/read_sound.h"
#include "sextant/models/transcriber.h"
#include "sextant/tasks/context.h"
#include "sextant/tasks/predict.h"
#include "sextant/tasks/sound_input.h"

namespace sextant::tasks {

class SoundPredictor {
 public:
  /// @throws Failure E-MODEL-…, E-USAGE-VALUE for a top_k that cannot be
  SoundPredictor(const PredictOptions& options, const Context& context);

  /// One prediction a path, in their order. Of a transcriber it is what it hears, symbols with a space between, and the
  /// probability of the path it heard them by.
  /// @throws Failure E-AUDIO naming the first sound that cannot be read, once those of earlier calls are answered
  std::vector<Prediction> predict(std::span<const std::string> paths);
  /// Tells of sounds at another rate, clipped or cut, of all calls so far.
  void tell_all() const;

 private:
  std::vector<Prediction> labels(const std::vector<data::FeatureExample>& examples);
  std::vector<Prediction> strings(const std::vector<data::FeatureExample>& examples);

  PredictOptions options_;
  const Context& context_;
  std::shared_ptr<models::ModelImpl> model_;
  models::TranscriberImpl* transcriber_ = nullptr;  ///< the model, if it is one
  std::vector<std::string> names_ = {};             ///< of classes or symbols
  SoundInput input_;
  data::SoundTally tally_ = {};
  int64_t cut_ = 0;
};

}  // namespace sextant::tasks
