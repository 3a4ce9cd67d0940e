// `train image`: a reader of patches or pixels that learns the labels of images, with any encoding.
//
// As `train classify`: a share of the training images chooses the best weights, and the figures are of images that
// chose nothing. Beside them stand those of the majority and of logistic regression on the same pixels.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "sextant/eval/classification.h"
#include "sextant/io/json.h"
#include "sextant/report/document.h"
#include "sextant/settings/spec.h"
#include "sextant/tasks/context.h"
#include "sextant/tasks/image_model.h"
#include "sextant/tasks/image_options.h"
#include "sextant/tasks/run_folder.h"
#include "sextant/train/loop.h"

namespace sextant::tasks {

struct TrainImageOptions {
  ImageDataOptions data = {};
  ReaderOptions model = {.layers = 4, .dropout = 0.1, .pos = "rope-2d"};
  train::TrainOptions train = {.lr = 1e-3, .weight_decay = 0.05, .warmup = "5%", .better = train::Better::kHigher};
  double epochs = 20;      ///< passes over the training images; 0 = use train.steps
  bool baseline = true;    ///< logistic regression
  int64_t log_every = 10;  ///< steps
  RunOptions run = {};

  bool operator==(const TrainImageOptions&) const = default;
};
template <class Visit>
void fields(TrainImageOptions& options, Visit&& visit) {
  fields(options.data, visit);
  fields(options.model, unless_of_words(visit));
  fields(options.train, visit);
  visit("epochs", options.epochs, "passes over the training images, in place of steps; 0 = use steps");
  visit("baseline", options.baseline, "also fit logistic regression on the pixels, for comparison");
  visit("log-every", options.log_every, "steps between lines of metrics.jsonl");
}
static_assert(settings::Fields<TrainImageOptions>);

struct TrainImageResult {
  std::filesystem::path folder;
  train::TrainResult training;
  int64_t parameters;
  std::string pos;
  ImageInput input;
  std::vector<std::string> labels;
  int64_t train_images;
  eval::Classification test;  ///< the best weights on images that chose nothing
  std::string majority_label;
  eval::Classification majority;                 ///< always answering it
  std::optional<eval::Classification> logistic;  ///< on the same images
};

/// @throws Failure as run_training and open_image_parts; E-SPEC for an encoding the reader has no place for;
///         E-USAGE-VALUE for a patch that does not divide the images
TrainImageResult train_image(const TrainImageOptions& options, const Context& context);

report::Document document(const TrainImageResult& result);
io::Json to_json(const TrainImageResult& result);

}  // namespace sextant::tasks
