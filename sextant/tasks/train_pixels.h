// `train pixels`: a decoder that learns to paint images of a class, pixel after pixel, row by row.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "sextant/data/pixel_sequences.h"
#include "sextant/io/json.h"
#include "sextant/models/transformer.h"
#include "sextant/report/document.h"
#include "sextant/settings/spec.h"
#include "sextant/tasks/context.h"
#include "sextant/tasks/image_model.h"
#include "sextant/tasks/image_options.h"
#include "sextant/tasks/run_folder.h"
#include "sextant/tasks/training_run.h"
#include "sextant/train/loop.h"

namespace sextant::tasks {

struct TrainPixelsOptions {
  ImageDataOptions data = {.images = {.size = 14, .colours = data::Colours::kGrey}, .batch = 32};
  int64_t levels = 8;  ///< of grey
  /// `vocabulary`, `longest` and `extents` follow from the data.
  models::TransformerOptions model = {.vocabulary = 0, .layers = 4, .pos = "rope-2d"};
  train::TrainOptions train = {.lr = 1e-3, .warmup = "5%"};
  double epochs = 10;      ///< passes over the training images; 0 = use train.steps
  int64_t log_every = 10;  ///< steps
  RunOptions run = {};

  bool operator==(const TrainPixelsOptions&) const = default;
};
/// A visitor of the data's fields that leaves out those that only patches have.
template <class Visit>
auto unless_of_patches(Visit& visit) {
  return [&visit](std::string_view name, auto& value, std::string_view sentence) {
    if (name != "patch" && !name.starts_with("augment-")) visit(name, value, sentence);
  };
}
template <class Visit>
void fields(TrainPixelsOptions& options, Visit&& visit) {
  fields(options.data, unless_of_patches(visit));
  visit("levels", options.levels, "shades of grey that pixels are painted in");
  fields(options.model, unless_derived(visit));
  fields(options.train, visit);
  visit("epochs", options.epochs, "passes over the training images, in place of steps; 0 = use steps");
  visit("log-every", options.log_every, "steps between lines of metrics.jsonl");
}
static_assert(settings::Fields<TrainPixelsOptions>);

/// What a painter of pixels must be asked with, kept with the model under "meta"."pixels".
struct PixelInput {
  int64_t height, width;
  int64_t levels;
  std::vector<std::string> labels;
  PatchPlaces places = PatchPlaces::kOrder;

  data::PixelTokens tokens() const { return {.classes = std::ssize(labels), .levels = levels}; }
  torch::Tensor positions() const { return positions_of(places, height, width); }
};
io::Json to_json(const PixelInput& input);
/// @throws Failure E-MODEL-FILE for a model that was not trained to paint, or whose folder does not say how
PixelInput pixel_input_of(const OpenedModel& model);

struct TrainPixelsResult {
  std::filesystem::path folder;
  train::TrainResult training;
  int64_t parameters;
  std::string pos;
  PixelInput input;
  double nats;         ///< of a pixel, the best weights on images that chose nothing
  double independent;  ///< the same if each pixel were told by its class and place alone
};

/// @throws Failure as train_image; E-USAGE-VALUE for images with colours, or levels outside 2 … 256
TrainPixelsResult train_pixels(const TrainPixelsOptions& options, const Context& context);

report::Document document(const TrainPixelsResult& result);
io::Json to_json(const TrainPixelsResult& result);

}  // namespace sextant::tasks
