#include "sextant/tasks/compare/audio.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "sextant/data/feature_batches.h"
#include "sextant/data/folds.h"
#include "sextant/data/held_out.h"
#include "sextant/models/classifier.h"
#include "sextant/models/folder.h"
#include "sextant/tasks/compare/asked.h"
#include "sextant/tasks/compare/class_figures.h"
#include "sextant/tasks/epochs.h"
#include "sextant/tasks/failure.h"
#include "sextant/tasks/feature_classes.h"
#include "sextant/tasks/majority.h"
#include "sextant/tasks/open_sounds.h"
#include "sextant/tasks/sound_input.h"

namespace sextant::tasks {
namespace {

using Sounds = std::vector<data::LabelledSound>;

constexpr const char* kMajority = "majority";
constexpr const char* kLossName = "nats/sound";

/// One fold, ready to be learned, with rows at their times and, for encodings that take none, at their order.
struct Fold {
  SoundParts parts;
  SoundInput input;
};

struct AudioExperiment {
  CompareAudioOptions options;  ///< every empty choice filled in
  SoundParts opened;
  std::vector<CompareArm> arms;
  std::vector<Fold> folds;
  std::string device;
};

std::vector<std::string> labels_of(const Sounds& sounds, const std::vector<std::string>& labels) {
  std::vector<std::string> names;
  for (const data::LabelledSound& sound : sounds) names.push_back(labels[static_cast<size_t>(sound.label)]);
  return names;
}

std::vector<int64_t> folds_of(const Sounds& sounds, const CompareAudioOptions& options,
                              const std::vector<std::string>& labels) {
  const ContestOptions& contest = options.contest;
  const auto seed = static_cast<uint64_t>(contest.seed);
  return or_fail({.code = "E-DATA-EMPTY", .message = {}, .hints = {"fewer --folds, or more sounds of that label"}},
                 [&] {
                   if (options.data.list.group.empty())
                     return data::stratified_folds(labels_of(sounds, labels), contest.folds, seed);
                   std::vector<std::string> groups;
                   for (const data::LabelledSound& sound : sounds) groups.push_back(sound.group);
                   return data::grouped_folds(groups, contest.folds, seed);
                 });
}

/// The parts of every fold; without folds those that were opened.
std::vector<SoundParts> parts_of_folds(const SoundParts& opened, const CompareAudioOptions& options) {
  if (options.contest.folds == 0) return {opened};
  Sounds all = opened.train;
  all.insert(all.end(), opened.choosing.begin(), opened.choosing.end());
  all.insert(all.end(), opened.test.begin(), opened.test.end());
  const std::vector<int64_t> fold_of = folds_of(all, options, opened.labels);
  std::vector<SoundParts> folds;
  for (int64_t fold = 0; fold < options.contest.folds; ++fold) {
    std::vector<bool> held;
    for (const int64_t own : fold_of) held.push_back(own == fold);
    SoundParts parts{.train = data::chosen(all, held, false),
                     .choosing = {},
                     .test = data::chosen(all, held, true),
                     .labels = opened.labels,
                     .rate = opened.rate,
                     .sha256 = opened.sha256};
    const std::vector<bool> chooses = or_fail({.code = "E-DATA-EMPTY", .message = {}}, [&] {
      return data::held_out(labels_of(parts.train, parts.labels), options.data.hold_out,
                            static_cast<uint64_t>(options.contest.seed));
    });
    parts.choosing = data::chosen(parts.train, chooses, true);
    parts.train = data::chosen(parts.train, chooses, false);
    folds.push_back(std::move(parts));
  }
  return folds;
}

SoundInput input_of(const SoundDataOptions& options, const SoundParts& parts) {
  SoundInput input{
      .rate = parts.rate, .mixing = options.reading.mixing, .mel = options.mel, .tick = options.tick, .rows = 1};
  size_t longest = 1;
  for (const data::LabelledSound& sound : parts.train) longest = std::max(longest, sound.samples.size());
  input.rows = SoundRows(input).rows_of(static_cast<int64_t>(longest));
  return input;
}

models::Classifier make_model(const CompareAudioOptions& options, const SoundInput& input,
                              const std::vector<std::string>& labels, const std::string& spec, uint64_t seed) {
  models::ModelOptions model = classifier_model(options.model, spec, input.rows, 0, labels);
  read_features(model, input.mel.bands);
  return models::Classifier(model, seed);
}

AudioExperiment plan(const CompareAudioOptions& asked, const Context& context) {
  AudioExperiment experiment{.options = asked, .opened = {}, .arms = {}, .folds = {}, .device = context.device};
  CompareAudioOptions& o = experiment.options;
  o.contest = filled_in(asked.contest);
  if (!o.data.test.empty()) o.contest.folds = 0;
  o.data.data_seed = o.contest.seed;
  experiment.opened = open_sound_parts(o.data, context);
  for (SoundParts& parts : parts_of_folds(experiment.opened, o)) {
    const SoundInput input = or_fail({.code = "E-USAGE-VALUE", .message = {}}, [&] { return input_of(o.data, parts); });
    experiment.folds.push_back({std::move(parts), input});
  }
  const Fold& first = experiment.folds.front();
  experiment.arms = arms_of(o.contest, [&](const std::string& spec) {
    return models::pos_of(make_model(o, first.input, first.parts.labels, spec, 0)->described());
  });
  o.train.steps = steps_of(o.train, o.epochs, std::ssize(first.parts.train), o.data.batch);
  return experiment;
}

/// A classifier of the encoding chosen, on the sounds of its fold.
Trial trial(const AudioExperiment& experiment, const Unit& unit, const Choice& choice) {
  const CompareAudioOptions& o = experiment.options;
  const Fold& fold = experiment.folds[unit.fold];
  models::Classifier model =
      make_model(o, fold.input, fold.parts.labels, choice.spec, initial_seed(unit.seed, experiment.arms[unit.arm]));
  model->to(torch::Device(experiment.device));
  model->eval();
  SoundInput input = fold.input;
  input.timed = takes_times(*model, input.mel.bands);
  const SoundRows rows(input);
  const auto part = [&](const Sounds& sounds) -> ClassPart {
    return {
        [model, examples = examples_of(sounds, rows), batch = o.data.batch](const std::function<bool()>& stop) mutable {
          return stop && stop() ? torch::Tensor() : class_log_probabilities(*model, examples, batch);
        },
        classes_of(sounds)};
  };
  const io::Json meta = {{"task", "audio"}, {"data", o.data.data}, {"seed", unit.seed}, {"sound", to_json(input)}};
  return trial_of({.model = model.ptr(),
                   .batches = data::feature_batches(examples_of(fold.parts.train, rows), o.data.batch,
                                                    static_cast<uint64_t>(unit.seed)),
                   .choosing = part(fold.parts.choosing),
                   .test = part(fold.parts.test),
                   .save = [model, meta](const std::filesystem::path& path) {
                     models::save_model(path, *model, std::nullopt, meta);
                   }});
}

FigurePage page_of(const AudioExperiment& experiment) {
  const CompareAudioOptions& o = experiment.options;
  const SoundParts& all = experiment.opened;
  const bool groups = !o.data.list.group.empty() && o.contest.folds > 0;
  return {.task = "audio",
          .question = fmt::format("which encoding to classify {}, {} sounds, {} labels?", o.data.data,
                                  all.train.size() + all.choosing.size() + all.test.size(), all.labels.size()),
          .evidence = evidence_sentence(o.contest) + (groups ? "; a fold holds out whole groups" : ""),
          .trained = fmt::format("{} of {} layers and {} channels on {} mel bands, {} steps of {} sounds",
                                 settings::detail::Text<Architecture>::print(o.model.architecture), o.model.layers,
                                 o.model.channels, o.data.mel.bands, o.train.steps, o.data.batch),
          .loss_name = kLossName,
          .reproduce = command_of("audio", o),
          .caveats = caveats_of(o.contest)};
}

}  // namespace

FigureResult compare_audio(const CompareAudioOptions& options, const Context& context) {
  const AudioExperiment experiment = plan(options, context);
  const CompareAudioOptions& o = experiment.options;
  return compare_classes(
      {.arms = experiment.arms,
       .folds = std::ssize(experiment.folds),
       .options = o.contest,
       .train = o.train,
       .page = page_of(experiment),
       .asked = asked_of(o),
       .data_sha256 = experiment.opened.sha256,
       .prepare = [&](const Unit& unit, const Choice& choice) { return trial(experiment, unit, choice); },
       .baseline_names = {kMajority},
       .baselines = [&](int64_t fold) -> std::vector<eval::Classification> {
         const SoundParts& parts = experiment.folds[fold].parts;
         return {majority_of(classes_of(parts.train), classes_of(parts.test), parts.labels).figures};
       }},
      context);
}

}  // namespace sextant::tasks
