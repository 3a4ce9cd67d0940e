#include "sextant/tasks/compare/classify.h"

#include <fmt/core.h>

#include <algorithm>

#include "sextant/data/folds.h"
#include "sextant/data/text_batches.h"
#include "sextant/eval/classification.h"
#include "sextant/models/classifier.h"
#include "sextant/models/folder.h"
#include "sextant/tasks/class_baselines.h"
#include "sextant/tasks/compare/asked.h"
#include "sextant/tasks/compare/class_figures.h"
#include "sextant/tasks/epochs.h"
#include "sextant/tasks/failure.h"
#include "sextant/tasks/labelled_parts.h"
#include "sextant/tasks/use_vectors.h"

namespace sextant::tasks {
namespace {

constexpr const char* kMajority = "majority";
constexpr const char* kBag = "bag of words";
constexpr const char* kLossName = "nats/text";

/// One fold, ready to be learned.
struct Fold {
  LabelledParts parts;
  text::Vocabulary vocabulary;
  data::EncodedTexts train, choosing, test;
};

struct ClassifyExperiment {
  CompareClassifyOptions options;  ///< every empty choice filled in
  std::vector<std::string> labels;
  std::string sha256;
  int64_t texts;
  std::vector<CompareArm> arms;
  std::vector<Fold> folds;
  std::string device;
};

Fold make_fold(LabelledParts parts, const ClassifyDataOptions& options, const std::vector<std::string>& labels) {
  text::Vocabulary vocabulary = learned_vocabulary(parts.train, options);
  const auto encoded = [&](const std::vector<data::LabelledText>& texts) {
    return data::encode_texts(texts, vocabulary, labels, options.length);
  };
  data::EncodedTexts train = encoded(parts.train), choosing = encoded(parts.choosing), test = encoded(parts.test);
  return {std::move(parts), std::move(vocabulary), std::move(train), std::move(choosing), std::move(test)};
}

/// The parts of every fold; one alone without folds.
std::vector<LabelledParts> parts_of_folds(const LabelledData& data, const CompareClassifyOptions& options) {
  const ContestOptions& contest = options.contest;
  const auto seed = static_cast<uint64_t>(contest.seed);
  if (contest.folds == 0) return {parts_of(data, options.data.hold_out, seed)};
  std::vector<std::string> labels;
  for (const data::LabelledText& text : data.texts) labels.push_back(text.label);
  const std::vector<int64_t> fold_of =
      or_fail({.code = "E-DATA-EMPTY", .message = {}, .hints = {"fewer --folds, or more texts of that label"}},
              [&] { return data::stratified_folds(labels, contest.folds, seed); });
  std::vector<LabelledParts> folds;
  for (int64_t fold = 0; fold < contest.folds; ++fold) {
    LabelledData outer{.texts = {}, .test = {}, .labels = data.labels, .sha256 = data.sha256};
    for (size_t i = 0; i < data.texts.size(); ++i)
      (fold_of[i] == fold ? outer.test : outer.texts).push_back(data.texts[i]);
    folds.push_back(parts_of(std::move(outer), options.data.hold_out, seed));
  }
  return folds;
}

ClassifyExperiment plan(const CompareClassifyOptions& asked, const Context& context) {
  CompareClassifyOptions options = asked;
  options.contest = filled_in(asked.contest);
  if (!options.data.test.empty()) options.contest.folds = 0;
  LabelledData data = open_labelled_data(options.data, context);
  const auto canonical = [&](const std::string& spec) {
    const models::Classifier model(
        classifier_model(options.model, spec, options.data.length, text::kSpecialTokens.size(), data.labels));
    return models::pos_of(model->described());
  };
  std::vector<CompareArm> arms = arms_of(options.contest, canonical);
  ClassifyExperiment experiment{.options = options,
                                .labels = data.labels,
                                .sha256 = data.sha256,
                                .texts = std::ssize(data.texts) + std::ssize(data.test),
                                .arms = std::move(arms),
                                .folds = {},
                                .device = context.device};
  for (LabelledParts& parts : parts_of_folds(data, options))
    experiment.folds.push_back(make_fold(std::move(parts), options.data, data.labels));
  experiment.options.train.steps =
      steps_of(options.train, options.epochs, std::ssize(experiment.folds.front().train.tokens), options.data.batch);
  return experiment;
}

/// A classifier of the encoding chosen, on the texts of its fold.
Trial trial(const ClassifyExperiment& experiment, const Unit& unit, const Choice& choice) {
  const CompareClassifyOptions& o = experiment.options;
  const Fold& fold = experiment.folds[unit.fold];
  models::Classifier model(
      classifier_model(o.model, choice.spec, o.data.length, fold.vocabulary.size(), experiment.labels),
      initial_seed(unit.seed, experiment.arms[unit.arm]));
  model->to(torch::Device(experiment.device));
  if (!o.model.vectors.empty()) use_vectors(*model, fold.vocabulary, o.model.vectors, o.model.vector_use);
  const auto part = [&](const data::EncodedTexts& texts) -> ClassPart {
    return {[model, &texts, batch = o.data.batch](const std::function<bool()>& stop) mutable {
              return eval::class_log_probabilities(*model, texts, batch, stop);
            },
            texts.classes};
  };
  const io::Json meta = {{"task", "classify"}, {"data", o.data.data}, {"seed", unit.seed}};
  return trial_of({.model = model.ptr(),
                   .batches = data::text_batches(fold.train, o.data.batch, static_cast<uint64_t>(unit.seed)),
                   .choosing = part(fold.choosing),
                   .test = part(fold.test),
                   .save = [model, &fold, meta](const std::filesystem::path& path) {
                     models::save_model(path, *model, fold.vocabulary, meta);
                   }});
}

FigurePage page_of(const ClassifyExperiment& experiment) {
  const CompareClassifyOptions& o = experiment.options;
  const ReaderOptions& m = o.model;
  return {.task = "classify",
          .question = fmt::format("which encoding to classify {}, {} texts, {} labels?", o.data.data, experiment.texts,
                                  experiment.labels.size()),
          .evidence = evidence_sentence(o.contest),
          .trained = fmt::format("{} of {} layers and {} channels, {} steps of {} texts",
                                 settings::detail::Text<Architecture>::print(m.architecture), m.layers, m.channels,
                                 o.train.steps, o.data.batch),
          .loss_name = kLossName,
          .reproduce = command_of("classify", o),
          .caveats = caveats_of(o.contest)};
}

}  // namespace

FigureResult compare_classify(const CompareClassifyOptions& options, const Context& context) {
  const ClassifyExperiment experiment = plan(options, context);
  const CompareClassifyOptions& o = experiment.options;
  return compare_classes(
      {.arms = experiment.arms,
       .folds = std::ssize(experiment.folds),
       .options = o.contest,
       .train = o.train,
       .page = page_of(experiment),
       .asked = asked_of(o),
       .data_sha256 = experiment.sha256,
       .prepare = [&](const Unit& unit, const Choice& choice) { return trial(experiment, unit, choice); },
       .baseline_names = {kMajority, kBag},
       .baselines = [&](int64_t fold) -> std::vector<eval::Classification> {
         const ClassBaselines found =
             class_baselines(experiment.folds[fold].parts, experiment.labels, o.data.tokenizer);
         return {found.majority, found.bag};
       }},
      context);
}

}  // namespace sextant::tasks
