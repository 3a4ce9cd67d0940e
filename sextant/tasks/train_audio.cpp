#include "sextant/tasks/train_audio.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "sextant/eval/transcription.h"
#include "sextant/models/classifier.h"
#include "sextant/models/transcriber.h"
#include "sextant/tasks/epochs.h"
#include "sextant/tasks/failure.h"
#include "sextant/tasks/feature_classes.h"
#include "sextant/tasks/open_model.h"
#include "sextant/tasks/open_sounds.h"
#include "sextant/tasks/training_run.h"

namespace sextant::tasks {
namespace {

using Examples = std::vector<data::FeatureExample>;

// Strings of a part are drawn by a seed of its own.
constexpr uint64_t kChoosingStrings = 0x63686f6f;  // "choo"
constexpr uint64_t kTestStrings = 0x74657374;      // "test"

int64_t longest_of(const std::vector<data::LabelledSound>& sounds) {
  const auto longest = std::ranges::max_element(sounds, {}, [](const auto& sound) { return sound.samples.size(); });
  return longest == sounds.end() ? 1 : std::ssize(longest->samples);
}

/// Samples of the longest input there may be in training.
int64_t longest_samples(const TrainAudioOptions& options, const SoundParts& parts) {
  const int64_t sound = longest_of(parts.train);
  if (options.target == SoundTarget::kLabel) return sound;
  const auto gap = static_cast<int64_t>(options.strings.gap * static_cast<double>(parts.rate));
  return options.strings.longest * (sound + gap) + gap;
}

SoundInput input_of(const TrainAudioOptions& options, const SoundParts& parts) {
  SoundInput input{.rate = parts.rate,
                   .mixing = options.data.reading.mixing,
                   .mel = options.data.mel,
                   .tick = options.data.tick,
                   .rows = 1};
  input.rows = SoundRows(input).rows_of(longest_samples(options, parts));
  return input;
}

Examples examples_of(const data::SoundStrings& strings, int64_t first, int64_t count, const SoundRows& rows) {
  Examples examples;
  for (int64_t i = first; i < first + count; ++i) {
    data::SoundString string = strings.at(i);
    examples.push_back(rows.of(string.samples, std::move(string.labels)));
  }
  return examples;
}

/// A reader of rows with the head the target wants.
models::ModelOptions model_options(const TrainAudioOptions& options, const SoundInput& input,
                                   const std::vector<std::string>& labels) {
  models::ModelOptions model = classifier_model(options.model, options.model.pos, input.rows, 0, labels);
  read_features(model, input.mel.bands);
  if (options.target == SoundTarget::kString) {
    model.classifier.reset();
    model.transcriber = models::TranscriberOptions{.symbols = labels};
  }
  return model;
}

std::shared_ptr<models::ModelImpl> make_model(const TrainAudioOptions& options, const models::ModelOptions& model,
                                              const Context& context) {
  return or_fail({.code = "E-SPEC", .message = {}, .where = "--pos " + options.model.pos},
                 [&]() -> std::shared_ptr<models::ModelImpl> {
                   const auto seed = static_cast<uint64_t>(options.train.seed);
                   std::shared_ptr<models::ModelImpl> made;
                   if (model.transcriber) {
                     made = models::Transcriber(model, seed).ptr();
                   } else {
                     made = models::Classifier(model, seed).ptr();
                   }
                   made->to(torch::Device(context.device));
                   return made;
                 });
}

StringFigures strings_heard(models::ModelImpl& model, const Examples& examples, int64_t batch) {
  const auto heard = eval::heard(dynamic_cast<models::TranscriberImpl&>(model), examples, batch);
  StringFigures figures{.edits = eval::edits_of(examples, heard), .strings = std::ssize(examples), .right = 0};
  for (size_t i = 0; i < heard.size(); ++i) figures.right += heard[i].symbols == examples[i].targets ? 1 : 0;
  return figures;
}

/// What the two targets do differently: the examples of each part, and what is said of a model on them.
struct Lesson {
  data::BatchAt batches;
  int64_t examples;  ///< an epoch
  Examples choosing, test;
};

Lesson label_lesson(const TrainAudioOptions& options, const SoundParts& parts, const SoundRows& rows) {
  return {.batches = data::feature_batches(examples_of(parts.train, rows), options.data.batch,
                                           static_cast<uint64_t>(options.data.data_seed)),
          .examples = std::ssize(parts.train),
          .choosing = examples_of(parts.choosing, rows),
          .test = examples_of(parts.test, rows)};
}

/// Fresh strings at every step; an epoch is as many as hold each sound once on the average.
Lesson string_lesson(const TrainAudioOptions& options, const SoundParts& parts, const SoundRows& rows) {
  const auto seed = static_cast<uint64_t>(options.data.data_seed);
  const auto strings = std::make_shared<const data::SoundStrings>(parts.train, parts.rate, options.strings, seed);
  const data::SoundStrings choosing(parts.choosing, parts.rate, options.strings, seed ^ kChoosingStrings);
  const data::SoundStrings test(parts.test, parts.rate, options.strings, seed ^ kTestStrings);
  const int64_t batch = options.data.batch;
  const double sounds_a_string = static_cast<double>(options.strings.shortest + options.strings.longest) / 2;
  return {.batches = [strings, rows,
                      batch](int64_t step) { return data::batch_of(examples_of(*strings, step * batch, batch, rows)); },
          .examples = std::max<int64_t>(1, std::llround(static_cast<double>(parts.train.size()) / sounds_a_string)),
          .choosing = examples_of(choosing, 0, options.test_strings, rows),
          .test = examples_of(test, 0, options.test_strings, rows)};
}

Lesson lesson_of(const TrainAudioOptions& options, const SoundParts& parts, const SoundRows& rows) {
  return or_fail({.code = "E-USAGE-VALUE", .message = {}}, [&] {
    TORCH_CHECK_VALUE(options.target == SoundTarget::kLabel || options.train.label_smoothing == 0,
                      "train: label-smoothing must be 0 for strings, got ", options.train.label_smoothing);
    TORCH_CHECK_VALUE(options.test_strings >= 1, "train: test-samples must be at least 1, got ", options.test_strings);
    return options.target == SoundTarget::kLabel ? label_lesson(options, parts, rows)
                                                 : string_lesson(options, parts, rows);
  });
}

Figures figures_of(models::ModelImpl& model, const TrainAudioOptions& options, const Examples& examples) {
  if (options.target == SoundTarget::kLabel) {
    return chosen_figures(classified(model, examples, options.data.batch));
  }
  const StringFigures figures = strings_heard(model, examples, options.data.batch);
  return {{"accuracy", 1 - figures.edits.rate()},
          {"error_rate", figures.edits.rate()},
          {"strings_right", static_cast<double>(figures.right) / static_cast<double>(figures.strings)}};
}

}  // namespace

TrainAudioResult train_audio(const TrainAudioOptions& options, const Context& context) {
  const SoundParts parts = open_sound_parts(options.data, context);
  SoundInput input = or_fail({.code = "E-USAGE-VALUE", .message = {}}, [&] { return input_of(options, parts); });
  const auto model = make_model(options, model_options(options, input, parts.labels), context);
  model->eval();
  input.timed = takes_times(*model, input.mel.bands);
  context.line(in_words(input));
  const Lesson lesson = lesson_of(options, parts, SoundRows(input));
  const std::string pos = models::pos_of(model->described());
  TrainingJob job{.identity = on_files({.task = "audio", .pos = pos, .data_sha256 = parts.sha256}, options, context),
                  .model = model,
                  .vocabulary = {},
                  .batches = lesson.batches,
                  .batches_per_epoch = batches_per_epoch(lesson.examples, options.data.batch),
                  .evaluate = [&] { return figures_of(*model, options, lesson.choosing); },
                  .value_name = options.target == SoundTarget::kLabel ? "nats/sound" : "nats/symbol",
                  .meta = {{"sound", to_json(input)}}};
  const TrainedRun run =
      run_training(job, by_epochs(options.train, options.epochs, lesson.examples, options.data.batch), options.run,
                   options.log_every, context);
  TrainAudioResult result{.folder = run.folder,
                          .training = run.result,
                          .parameters = models::parameter_count(*model),
                          .pos = pos,
                          .input = input,
                          .labels = parts.labels,
                          .train_sounds = std::ssize(parts.train),
                          .of_labels = {},
                          .of_strings = {}};
  if (options.target == SoundTarget::kLabel) {
    models::Classifier best = open_classifier(run.folder.string(), context.device).contents.model;
    result.of_labels =
        LabelFigures{.test = classified(*best, lesson.test, options.data.batch),
                     .majority = majority_of(classes_of(parts.train), classes_of(parts.test), parts.labels)};
  } else {
    models::Transcriber best = open_transcriber(run.folder.string(), context.device).contents.model;
    result.of_strings = strings_heard(*best, lesson.test, options.data.batch);
  }
  return result;
}

}  // namespace sextant::tasks
