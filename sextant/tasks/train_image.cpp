#include "sextant/tasks/train_image.h"

#include <fmt/core.h>

#include "sextant/tasks/classification_report.h"
#include "sextant/tasks/epochs.h"
#include "sextant/tasks/failure.h"
#include "sextant/tasks/image_baselines.h"
#include "sextant/tasks/open_images.h"
#include "sextant/tasks/open_model.h"
#include "sextant/tasks/training_run.h"

namespace sextant::tasks {
namespace {

models::Classifier make_model(const TrainImageOptions& options, const ImageInput& input,
                              const std::vector<std::string>& labels, const Context& context) {
  return or_fail({.code = "E-SPEC", .message = {}, .where = "--pos " + options.model.pos}, [&] {
    models::Classifier made(image_model(options.model, input, labels), static_cast<uint64_t>(options.train.seed));
    made->to(torch::Device(context.device));
    return made;
  });
}

eval::Classification figures_on(models::ModelImpl& model, const data::ImageSet& images, const ImageInput& input,
                                int64_t batch) {
  return eval::classification(image_log_probabilities(model, images.pixels, input, batch), list_of(images.classes));
}

std::string in_words(const ImageInput& input) {
  const char* places = input.places == PatchPlaces::kGrid ? "row and column" : "their order";
  return fmt::format("{} x {} patches of {} x {} pixels, positions {}", input.rows(), input.columns(), input.patch,
                     input.patch, places);
}

}  // namespace

TrainImageResult train_image(const TrainImageOptions& options, const Context& context) {
  const ImageData data = open_image_data(options.data, context);
  const ImageParts parts = parts_of(data, options.data.hold_out, static_cast<uint64_t>(options.data.data_seed));
  ImageInput input = or_fail({.code = "E-USAGE-VALUE", .message = {}},
                             [&] { return image_input(parts.train.pixels, options.data.images, options.data.patch); });
  models::Classifier model = make_model(options, input, parts.labels, context);
  input.places = or_fail({.code = "E-SPEC", .message = {}, .where = "--pos " + options.model.pos},
                         [&] { return places_taken(*model, input); });
  context.line(in_words(input));
  const data::BatchAt batches = or_fail({.code = "E-USAGE-VALUE", .message = {}}, [&] {
    return data::image_batches(parts.train, view_of(input), options.data.augmentation, options.data.batch,
                               static_cast<uint64_t>(options.data.data_seed));
  });
  const int64_t images = parts.train.classes.size(0);
  const std::string pos = models::pos_of(model->described());
  TrainingJob job{.identity = on_files({.task = "image", .pos = pos, .data_sha256 = data.sha256}, options, context),
                  .model = model.ptr(),
                  .vocabulary = {},
                  .batches = batches,
                  .batches_per_epoch = batches_per_epoch(images, options.data.batch),
                  .evaluate = [&]() -> Figures {
                    return chosen_figures(figures_on(*model, parts.choosing, input, options.data.batch));
                  },
                  .value_name = "nats/image",
                  .meta = {{"image", to_json(input)}}};
  const TrainedRun run = run_training(job, by_epochs(options.train, options.epochs, images, options.data.batch),
                                      options.run, options.log_every, context);
  models::Classifier best = open_classifier(run.folder.string(), context.device).contents.model;
  const Majority majority = majority_of(parts);
  TrainImageResult result{.folder = run.folder,
                          .training = run.result,
                          .parameters = models::parameter_count(*model),
                          .pos = pos,
                          .input = input,
                          .labels = parts.labels,
                          .train_images = images,
                          .test = figures_on(*best, parts.test, input, options.data.batch),
                          .majority_label = majority.label,
                          .majority = majority.figures,
                          .logistic = {}};
  if (options.baseline) {
    context.line("fitting logistic regression on the pixels");
    result.logistic = logistic_figures(parts, input.scale);
  }
  return result;
}

report::Document document(const TrainImageResult& result) {
  report::AnswerCard card{
      .answer = fmt::format("{:.1f} % of {} images right (± {:.1f})", 100 * result.test.accuracy(), result.test.texts,
                            100 * accuracy_interval(result.test)),
      .facts = {{"run", result.folder.string()},
                {"pos", result.pos},
                {"reads", in_words(result.input)},
                {"parameters", std::to_string(result.parameters)},
                {"trained", fmt::format("{} steps on {} images", result.training.steps, result.train_images)},
                {"macro F1", fmt::format("{:.4f}", result.test.macro_f1())},
                {"loss", fmt::format("{:.4f} nats/image", result.test.nats)},
                {"majority", fmt::format("{:.1f} % by always answering '{}'", 100 * result.majority.accuracy(),
                                         result.majority_label)}}};
  if (result.logistic) {
    card.facts.emplace_back("logistic",
                            fmt::format("{:.1f} % by logistic regression on the pixels (± {:.1f})",
                                        100 * result.logistic->accuracy(), 100 * accuracy_interval(*result.logistic)));
  }
  if (result.training.best) {
    card.facts.emplace_back("chosen", fmt::format("step {}, {:.4f} on the images that choose",
                                                  result.training.best_step, *result.training.best));
  }
  return {.title = "train image",
          .parts = {card, class_table(result.test, result.labels), confusion_table(result.test, result.labels)}};
}

io::Json to_json(const TrainImageResult& result) {
  io::Json json = {{"schema", "sextant.train/1"},
                   {"task", "image"},
                   {"run", result.folder.string()},
                   {"pos", result.pos},
                   {"parameters", result.parameters},
                   {"steps", result.training.steps},
                   {"stopped_early", result.training.ending == train::Ending::kEarly},
                   {"train_images", result.train_images},
                   {"image", to_json(result.input)},
                   {"labels", result.labels},
                   {"test", to_json(result.test, result.labels)},
                   {"majority", {{"label", result.majority_label}, {"accuracy", result.majority.accuracy()}}}};
  if (result.logistic) json["logistic"] = to_json(*result.logistic, result.labels);
  if (result.training.best) json["best"] = {{"accuracy", *result.training.best}, {"step", result.training.best_step}};
  json["timing"] = {{"wall_s", result.training.seconds}};
  return json;
}

}  // namespace sextant::tasks
