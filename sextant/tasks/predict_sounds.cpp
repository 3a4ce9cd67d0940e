#include "sextant/tasks/predict_sounds.h"

#include <fmt/core.h>

#include <cmath>

#include "sextant/eval/transcription.h"
#include "sextant/settings/value.h"
#include "sextant/tasks/feature_classes.h"
#include "sextant/tasks/open_model.h"
#include "sextant/tasks/open_sounds.h"

namespace sextant::tasks {

SoundPredictor::SoundPredictor(const PredictOptions& options, const Context& context)
    : options_(options), context_(context) {
  if (is_transcriber(options.model)) {
    OpenedTranscriber opened = open_transcriber(options.model, context.device);
    model_ = opened.contents.model.ptr();
    transcriber_ = opened.contents.model.get();
    names_ = transcriber_->options.symbols;
    input_ = sound_input_of(opened.contents.meta, model_->described(), opened.folder);
    return;
  }
  const OpenedClassifier opened = open_classifier(options.model, context.device);
  model_ = opened.contents.model.ptr();
  names_ = opened.contents.model->options.labels;
  input_ = sound_input_of(opened.contents.meta, model_->described(), opened.folder);
  options_.top_k = labels_told(options.top_k, names_);
}

std::vector<Prediction> SoundPredictor::predict(std::span<const std::string> paths) {
  if (paths.empty()) return {};
  const SoundRows rows(input_);
  std::vector<data::FeatureExample> examples;
  for (const std::string& path : paths) {
    const std::vector<float> samples = open_sound(path, input_.rate, input_.mixing, tally_);
    examples.push_back(rows.of(samples));
    cut_ += rows.rows_of(std::ssize(samples)) > input_.rows ? 1 : 0;
  }
  return transcriber_ ? strings(examples) : labels(examples);
}

std::vector<Prediction> SoundPredictor::labels(const std::vector<data::FeatureExample>& examples) {
  return likeliest(class_log_probabilities(*model_, examples, options_.batch), names_, options_.top_k);
}

std::vector<Prediction> SoundPredictor::strings(const std::vector<data::FeatureExample>& examples) {
  std::vector<Prediction> predictions;
  for (const eval::Heard& heard : eval::heard(*transcriber_, examples, options_.batch)) {
    std::vector<std::string> symbols;
    for (const int64_t symbol : heard.symbols) symbols.push_back(names_[static_cast<size_t>(symbol)]);
    predictions.push_back({{settings::join(symbols, " "), std::exp(heard.log_probability)}});
  }
  return predictions;
}

void SoundPredictor::tell_all() const {
  tell(tally_, input_.rate, context_);
  if (cut_ > 0)
    context_.line(fmt::format("{} of {} sounds cut after {} rows, the longest the model was trained for", cut_,
                              tally_.sounds, input_.rows));
}

}  // namespace sextant::tasks
