#include "sextant/tasks/train_pixels.h"

#include <fmt/core.h>

#include "sextant/eval/evaluating.h"
#include "sextant/eval/score.h"
#include "sextant/io/reading.h"
#include "sextant/tasks/epochs.h"
#include "sextant/tasks/failure.h"
#include "sextant/tasks/open_images.h"
#include "sextant/tasks/open_model.h"

namespace sextant::tasks {
namespace {

models::Transformer make_model(const TrainPixelsOptions& options, const PixelInput& input, const Context& context) {
  models::TransformerOptions model = options.model;
  model.vocabulary = input.tokens().vocabulary();
  model.longest = input.height * input.width;
  model.extents = {input.height, input.width};
  return or_fail({.code = "E-SPEC", .message = {}, .where = "--pos " + options.model.pos}, [&] {
    models::Transformer made(model, static_cast<uint64_t>(options.train.seed));
    made->to(torch::Device(context.device));
    return made;
  });
}

PatchPlaces places_of(models::Transformer& model, const PixelInput& input) {
  const torch::NoGradGuard no_grad;
  const eval::Evaluating evaluating(*model);
  const torch::Tensor blank = torch::zeros({1, input.height * input.width}, torch::kInt64);
  return or_fail({.code = "E-SPEC", .message = {}, .where = "--pos " + model->options.pos}, [&] {
    return places_taken(input.height, input.width,
                        [&](const torch::Tensor& positions) { model->hidden({.tokens = blank, .ids = positions}); });
  });
}

double nats_on(models::Transformer& model, const data::ImageSet& images, const PixelInput& input, int64_t batch) {
  const int64_t count = images.pixels.size(0);
  const data::BatchAt batches = [&](int64_t step) {
    return data::pixel_batch({.pixels = images.pixels.slice(0, step * batch, (step + 1) * batch),
                              .classes = images.classes.slice(0, step * batch, (step + 1) * batch)},
                             input.tokens(), input.positions());
  };
  return eval::mean_loss(model, batches, (count + batch - 1) / batch);
}

text::Vocabulary vocabulary_of(const data::PixelTokens& tokens) {
  std::vector<std::string> symbols;
  for (int64_t k = 0; k < tokens.classes; ++k) symbols.push_back(fmt::format("class{}", k));
  for (int64_t g = 0; g < tokens.levels; ++g) symbols.push_back(fmt::format("grey{}", g));
  return text::Vocabulary::symbols(std::move(symbols));
}

}  // namespace

io::Json to_json(const PixelInput& input) {
  return {{"height", input.height},
          {"width", input.width},
          {"levels", input.levels},
          {"labels", input.labels},
          {"places", settings::detail::Text<PatchPlaces>::print(input.places)}};
}

PixelInput pixel_input_of(const OpenedModel& model) {
  const io::Json& meta = model.contents.meta;
  if (!meta.contains("pixels")) {
    throw Failure({.code = "E-MODEL-FILE",
                   .message = fmt::format("'{}' was not trained to paint", model.folder.string()),
                   .hints = {"sextant train pixels --data PATH --pos SPEC"}});
  }
  return or_fail({.code = "E-MODEL-FILE", .message = {}}, [&] {
    io::Reading reading(meta["pixels"], (model.folder / "config.json").string() + ": pixels");
    const auto labels = reading.texts("labels");
    const auto places = settings::detail::Text<PatchPlaces>::parse(reading.text("places").value_or(""));
    const PixelInput input{.height = reading.required_integer("height"),
                           .width = reading.required_integer("width"),
                           .levels = reading.required_integer("levels"),
                           .labels = labels.value_or(std::vector<std::string>{}),
                           .places = places.value_or(PatchPlaces::kOrder)};
    const bool whole = places && input.height >= 1 && input.width >= 1 && input.levels >= 2 && input.levels <= 256;
    if (!whole || input.tokens().vocabulary() != model.contents.model->options.vocabulary ||
        input.height * input.width != model.contents.model->options.longest)
      reading.refuse("the sizes of images do not fit each other or the model");
    return input;
  });
}

TrainPixelsResult train_pixels(const TrainPixelsOptions& options, const Context& context) {
  const ImageData data = open_image_data(options.data, context);
  const ImageParts parts = parts_of(data, options.data.hold_out, static_cast<uint64_t>(options.data.data_seed));
  PixelInput input{.height = parts.train.pixels.size(2),
                   .width = parts.train.pixels.size(3),
                   .levels = options.levels,
                   .labels = parts.labels};
  const auto batches = [&] {
    return or_fail({.code = "E-USAGE-VALUE", .message = {}}, [&] {
      return data::pixel_batches(parts.train, input.tokens(), input.positions(), options.data.batch,
                                 static_cast<uint64_t>(options.data.data_seed));
    });
  };
  batches();  // refuses colours and levels before a model is made
  models::Transformer model = make_model(options, input, context);
  input.places = places_of(model, input);
  const int64_t images = parts.train.classes.size(0);
  TrainingJob job{
      .identity = on_files({.task = "pixels", .pos = model->options.pos, .data_sha256 = data.sha256}, options, context),
      .model = model.ptr(),
      .vocabulary = vocabulary_of(input.tokens()),
      .batches = batches(),
      .batches_per_epoch = batches_per_epoch(images, options.data.batch),
      .evaluate = [&]() -> Figures {
        return {{"loss", nats_on(model, parts.choosing, input, options.data.batch)}};
      },
      .value_name = "nats/pixel",
      .meta = {{"pixels", to_json(input)}}};
  const TrainedRun run = run_training(job, by_epochs(options.train, options.epochs, images, options.data.batch),
                                      options.run, options.log_every, context);
  models::Transformer best = open_model(run.folder.string(), context.device).contents.model;
  return {.folder = run.folder,
          .training = run.result,
          .parameters = models::parameter_count(*model),
          .pos = model->options.pos,
          .input = input,
          .nats = nats_on(best, parts.test, input, options.data.batch),
          .independent = data::independent_nats(parts.train, parts.test, input.tokens())};
}

report::Document document(const TrainPixelsResult& result) {
  report::AnswerCard card{
      .answer = fmt::format("{:.4f} nats a pixel on images it has not seen", result.nats),
      .facts = {{"run", result.folder.string()},
                {"pos", result.pos},
                {"paints", fmt::format("{} x {} pixels in {} greys, {} classes", result.input.height,
                                       result.input.width, result.input.levels, result.input.labels.size())},
                {"parameters", std::to_string(result.parameters)},
                {"steps", std::to_string(result.training.steps)},
                {"baseline",
                 fmt::format("{:.4f} nats if each pixel is told by its class and place alone", result.independent)}}};
  return {.title = "train pixels", .parts = {card}};
}

io::Json to_json(const TrainPixelsResult& result) {
  return {{"schema", "sextant.train/1"},
          {"task", "pixels"},
          {"run", result.folder.string()},
          {"pos", result.pos},
          {"parameters", result.parameters},
          {"steps", result.training.steps},
          {"stopped_early", result.training.ending == train::Ending::kEarly},
          {"pixels", to_json(result.input)},
          {"test", {{"nats_per_pixel", result.nats}, {"independent_nats_per_pixel", result.independent}}},
          {"timing", {{"wall_s", result.training.seconds}}}};
}

}  // namespace sextant::tasks
