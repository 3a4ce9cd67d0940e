#include "sextant/tasks/compare/image.h"

#include <fmt/core.h>

#include <optional>

#include "sextant/data/folds.h"
#include "sextant/models/folder.h"
#include "sextant/tasks/compare/asked.h"
#include "sextant/tasks/compare/class_figures.h"
#include "sextant/tasks/epochs.h"
#include "sextant/tasks/failure.h"
#include "sextant/tasks/image_baselines.h"
#include "sextant/tasks/image_model.h"
#include "sextant/tasks/open_images.h"

namespace sextant::tasks {
namespace {

constexpr const char* kMajority = "majority";
constexpr const char* kLogistic = "logistic regression";
constexpr const char* kLossName = "nats/image";

/// One fold, ready to be learned.
struct ImageFold {
  ImageParts parts;
  ImageInput input;  ///< its places depend on the encoding
};

struct ImageExperiment {
  CompareImageOptions options;  ///< every empty choice filled in
  ImageData data;
  std::vector<CompareArm> arms;
  std::vector<ImageFold> folds;
  std::string device;
};

/// The parts of every fold; one alone without folds.
std::vector<ImageParts> parts_of_folds(const ImageData& data, const CompareImageOptions& options) {
  const ContestOptions& contest = options.contest;
  const auto seed = static_cast<uint64_t>(contest.seed);
  if (contest.folds == 0) return {parts_of(data, options.data.hold_out, seed)};
  std::vector<std::string> labels;
  for (const int64_t k : list_of(data.images.classes)) labels.push_back(data.labels[k]);
  const std::vector<int64_t> fold_of =
      or_fail({.code = "E-DATA-EMPTY", .message = {}, .hints = {"fewer --folds, or more images of that label"}},
              [&] { return data::stratified_folds(labels, contest.folds, seed); });
  std::vector<ImageParts> folds;
  for (int64_t fold = 0; fold < contest.folds; ++fold) {
    std::vector<int64_t> inside, outside;
    for (size_t i = 0; i < fold_of.size(); ++i)
      (fold_of[i] == fold ? outside : inside).push_back(static_cast<int64_t>(i));
    folds.push_back(parts_of({.images = rows_of(data.images, inside),
                              .test = rows_of(data.images, outside),
                              .labels = data.labels,
                              .sha256 = data.sha256},
                             options.data.hold_out, seed));
  }
  return folds;
}

models::Classifier make_model(const CompareImageOptions& options, const ImageInput& input,
                              const std::vector<std::string>& labels, const Choice& choice, uint64_t seed) {
  ReaderOptions reader = options.model;
  reader.pos = choice.spec;
  return models::Classifier(image_model(reader, input, labels), seed);
}

ImageExperiment plan(const CompareImageOptions& asked, const Context& context) {
  ImageExperiment experiment{.options = asked,
                             .data = open_image_data(asked.data, context),
                             .arms = {},
                             .folds = {},
                             .device = context.device};
  CompareImageOptions& o = experiment.options;
  o.contest = filled_in(asked.contest);
  if (!o.data.test.empty()) o.contest.folds = 0;
  for (ImageParts& parts : parts_of_folds(experiment.data, o)) {
    const ImageInput input = or_fail({.code = "E-USAGE-VALUE", .message = {}},
                                     [&] { return image_input(parts.train.pixels, o.data.images, o.data.patch); });
    experiment.folds.push_back({std::move(parts), input});
  }
  const ImageFold& first = experiment.folds.front();
  experiment.arms = arms_of(o.contest, [&](const std::string& spec) {
    models::Classifier model = make_model(o, first.input, experiment.data.labels, {.spec = spec, .lr = 0}, 0);
    places_taken(*model, first.input);
    return models::pos_of(model->described());
  });
  o.train.steps = steps_of(o.train, o.epochs, first.parts.train.classes.size(0), o.data.batch);
  return experiment;
}

/// A classifier of the encoding chosen, on the images of its fold.
Trial trial(const ImageExperiment& experiment, const Unit& unit, const Choice& choice) {
  const CompareImageOptions& o = experiment.options;
  const ImageFold& fold = experiment.folds[unit.fold];
  models::Classifier model =
      make_model(o, fold.input, experiment.data.labels, choice, initial_seed(unit.seed, experiment.arms[unit.arm]));
  model->to(torch::Device(experiment.device));
  ImageInput input = fold.input;
  input.places = places_taken(*model, input);
  const auto part = [&](const data::ImageSet& images) -> ClassPart {
    return {[model, pixels = images.pixels, input, batch = o.data.batch](const std::function<bool()>& stop) mutable {
              return image_log_probabilities(*model, pixels, input, batch, stop);
            },
            list_of(images.classes)};
  };
  const io::Json meta = {{"task", "image"}, {"data", o.data.data}, {"seed", unit.seed}, {"image", to_json(input)}};
  return trial_of({.model = model.ptr(),
                   .batches = data::image_batches(fold.parts.train, view_of(input), o.data.augmentation, o.data.batch,
                                                  static_cast<uint64_t>(unit.seed)),
                   .choosing = part(fold.parts.choosing),
                   .test = part(fold.parts.test),
                   .save = [model, meta](const std::filesystem::path& path) {
                     models::save_model(path, *model, std::nullopt, meta);
                   }});
}

FigurePage page_of(const ImageExperiment& experiment) {
  const CompareImageOptions& o = experiment.options;
  const int64_t images =
      experiment.data.images.classes.size(0) + (experiment.data.test ? experiment.data.test->classes.size(0) : 0);
  return {.task = "image",
          .question = fmt::format("which encoding to classify {}, {} images, {} labels?", o.data.data, images,
                                  experiment.data.labels.size()),
          .evidence = evidence_sentence(o.contest),
          .trained = fmt::format("{} of {} layers and {} channels on patches of {} x {} pixels, {} steps of {} images",
                                 settings::detail::Text<Architecture>::print(o.model.architecture), o.model.layers,
                                 o.model.channels, o.data.patch, o.data.patch, o.train.steps, o.data.batch),
          .loss_name = kLossName,
          .reproduce = command_of("image", o),
          .caveats = caveats_of(o.contest)};
}

}  // namespace

FigureResult compare_image(const CompareImageOptions& options, const Context& context) {
  const ImageExperiment experiment = plan(options, context);
  const CompareImageOptions& o = experiment.options;
  return compare_classes(
      {.arms = experiment.arms,
       .folds = std::ssize(experiment.folds),
       .options = o.contest,
       .train = o.train,
       .page = page_of(experiment),
       .asked = asked_of(o),
       .data_sha256 = experiment.data.sha256,
       .prepare = [&](const Unit& unit, const Choice& choice) { return trial(experiment, unit, choice); },
       .baseline_names = {kMajority, kLogistic},
       .baselines = [&](int64_t fold) -> std::vector<eval::Classification> {
         const ImageFold& own = experiment.folds[fold];
         return {majority_of(own.parts).figures, logistic_figures(own.parts, own.input.scale)};
       }},
      context);
}

}  // namespace sextant::tasks
