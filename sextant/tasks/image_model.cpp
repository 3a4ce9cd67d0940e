#include "sextant/tasks/image_model.h"

#include <c10/util/Exception.h>
#include <fmt/core.h>

#include <numeric>
#include <optional>

#include "sextant/eval/evaluating.h"
#include "sextant/io/reading.h"
#include "sextant/position/ids.h"
#include "sextant/tasks/failure.h"

namespace sextant::tasks {
namespace {

std::vector<std::vector<int64_t>> in_order(int64_t count, int64_t batch) {
  std::vector<std::vector<int64_t>> groups;
  for (int64_t from = 0; from < count; from += batch) {
    groups.emplace_back(static_cast<size_t>(std::min(batch, count - from)));
    std::iota(groups.back().begin(), groups.back().end(), from);
  }
  return groups;
}

}  // namespace

ImageInput image_input(const torch::Tensor& pixels, const data::ImageOptions& images, int64_t patch) {
  data::patches(pixels.slice(0, 0, 1), patch);
  return {.channels = pixels.size(1),
          .height = pixels.size(2),
          .width = pixels.size(3),
          .patch = patch,
          .images = images,
          .scale = data::scale_of(pixels)};
}

data::ImageView view_of(const ImageInput& input) {
  return {.patch = input.patch,
          .scale = input.scale,
          .positions = positions_of(input.places, input.rows(), input.columns())};
}

models::ModelOptions image_model(const ReaderOptions& options, const ImageInput& input,
                                 const std::vector<std::string>& labels) {
  models::ModelOptions model = classifier_model(options, options.pos, input.patches(), /*vocabulary=*/0, labels);
  const auto reads_patches = [&](auto& backbone) {
    if constexpr (requires { backbone.features; }) {
      backbone.features = input.features();
      backbone.extents = {input.rows(), input.columns()};
    }
  };
  std::visit(reads_patches, model.backbone);
  return model;
}

torch::Tensor positions_of(PatchPlaces places, int64_t rows, int64_t columns) {
  return places == PatchPlaces::kGrid ? position::grid_ids({rows, columns}) : torch::Tensor();
}

PatchPlaces places_taken(int64_t rows, int64_t columns, const std::function<void(const torch::Tensor&)>& ask) {
  try {
    ask(positions_of(PatchPlaces::kGrid, rows, columns));
    return PatchPlaces::kGrid;
  } catch (const c10::ValueError&) {
    ask({});  // it has one axis; what it refuses now, it refuses
    return PatchPlaces::kOrder;
  }
}

PatchPlaces places_taken(models::ClassifierImpl& model, const ImageInput& input) {
  const torch::NoGradGuard no_grad;
  const eval::Evaluating evaluating(model);
  const torch::Tensor blank = torch::zeros({1, input.channels, input.height, input.width}, torch::kUInt8);
  data::ImageView view = view_of(input);
  return places_taken(input.rows(), input.columns(), [&](const torch::Tensor& positions) {
    view.positions = positions;
    model.scores(models::call_of(data::batch_of(blank, torch::zeros({1}, torch::kInt64), view)));
  });
}

io::Json to_json(const ImageInput& input) {
  return {{"channels", input.channels},
          {"height", input.height},
          {"width", input.width},
          {"patch", input.patch},
          {"image-size", input.images.size},
          {"colours", settings::detail::Text<data::Colours>::print(input.images.colours)},
          {"mean", input.scale.mean},
          {"deviation", input.scale.deviation},
          {"places", settings::detail::Text<PatchPlaces>::print(input.places)}};
}

ImageInput input_of(const OpenedClassifier& model) {
  const io::Json& meta = model.contents.meta;
  const std::string where = (model.folder / "config.json").string();
  if (!meta.contains("image")) {
    throw Failure({.code = "E-MODEL-FILE",
                   .message = fmt::format("'{}' was not trained on images", model.folder.string()),
                   .hints = {"sextant train image --data PATH --pos SPEC"}});
  }
  return or_fail({.code = "E-MODEL-FILE", .message = {}}, [&] {
    io::Reading reading(meta["image"], where + ": image");
    const auto colours = settings::detail::Text<data::Colours>::parse(reading.text("colours").value_or(""));
    const auto places = settings::detail::Text<PatchPlaces>::parse(reading.text("places").value_or(""));
    const auto mean = reading.numbers("mean"), deviation = reading.numbers("deviation");
    const ImageInput input{
        .channels = reading.required_integer("channels"),
        .height = reading.required_integer("height"),
        .width = reading.required_integer("width"),
        .patch = reading.required_integer("patch"),
        .images = {.size = reading.required_integer("image-size"), .colours = colours.value_or(data::Colours::kKept)},
        .scale = {.mean = mean.value_or(std::vector<double>{}), .deviation = deviation.value_or(std::vector<double>{})},
        .places = places.value_or(PatchPlaces::kOrder)};
    const bool whole = colours && places && input.channels >= 1 && input.patch >= 1 && input.height >= 1 &&
                       input.width >= 1 && std::ssize(input.scale.mean) == input.channels &&
                       std::ssize(input.scale.deviation) == input.channels;
    if (!whole || input.features() != models::features_of(model.contents.model->described()))
      reading.refuse("the sizes of images do not fit each other or the model");
    return input;
  });
}

torch::Tensor image_log_probabilities(models::ModelImpl& model, const torch::Tensor& pixels, const ImageInput& input,
                                      int64_t batch, const std::function<bool()>& stop) {
  const data::ImageView view = view_of(input);
  const auto batch_of = [&](const std::vector<int64_t>& rows) {
    const torch::Tensor chosen = pixels.slice(0, rows.front(), rows.back() + 1);
    return data::batch_of(chosen, torch::zeros({chosen.size(0)}, torch::kInt64), view);
  };
  return eval::class_log_probabilities(model, in_order(pixels.size(0), batch), batch_of, stop);
}

}  // namespace sextant::tasks
