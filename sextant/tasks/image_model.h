// What a classifier of images is fed: sizes, patches, the scale of pixels, and where patches stand for its encoding.
//
// Kept with the model under "meta"."image", so that who predicts shows it pictures as training did.
#pragma once

#include <torch/types.h>

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sextant/data/image_batches.h"
#include "sextant/data/images.h"
#include "sextant/eval/classification.h"
#include "sextant/io/json.h"
#include "sextant/models/classifier.h"
#include "sextant/tasks/classifier_options.h"
#include "sextant/tasks/open_model.h"

namespace sextant::tasks {

/// The positions of patches. Each encoding gets the richest that it takes.
enum class PatchPlaces {
  kGrid,   ///< row and column
  kOrder,  ///< one after the other, row by row
};
constexpr auto names_of(PatchPlaces) {
  return std::array<std::pair<std::string_view, PatchPlaces>, 2>{
      {{"grid", PatchPlaces::kGrid}, {"order", PatchPlaces::kOrder}}};
}

struct ImageInput {
  int64_t channels, height, width;
  int64_t patch;
  data::ImageOptions images;
  data::PixelScale scale;
  PatchPlaces places = PatchPlaces::kOrder;

  int64_t rows() const { return height / patch; }    ///< of patches
  int64_t columns() const { return width / patch; }  ///< of patches
  int64_t patches() const { return rows() * columns(); }
  int64_t features() const { return channels * patch * patch; }
  std::vector<int64_t> sizes() const { return {channels, height, width}; }
  bool operator==(const ImageInput&) const = default;
};

/// What training images are, and how they are cut.
/// @throws c10::ValueError for a patch that does not divide the sides
ImageInput image_input(const torch::Tensor& pixels, const data::ImageOptions& images, int64_t patch);
data::ImageView view_of(const ImageInput& input);

/// A classifier of such images.
models::ModelOptions image_model(const ReaderOptions& options, const ImageInput& input,
                                 const std::vector<std::string>& labels);
/// The richest places that the model's encoding takes, found by asking it.
/// @throws c10::ValueError of the encoding if it takes none, not even the order
PatchPlaces places_taken(models::ClassifierImpl& model, const ImageInput& input);
/// The same of any model.
/// @param ask  gives it positions; throws c10::ValueError if they are not taken
PatchPlaces places_taken(int64_t rows, int64_t columns, const std::function<void(const torch::Tensor&)>& ask);
/// [A, 1, T], or undefined for the order.
torch::Tensor positions_of(PatchPlaces places, int64_t rows, int64_t columns);

io::Json to_json(const ImageInput& input);
/// @throws Failure E-MODEL-FILE for a model that was not trained on images, or whose folder does not say how
ImageInput input_of(const OpenedClassifier& model);

/// Log-probabilities of the labels of each image, float64 [N, K].
/// @param pixels  uint8 [N, C, H, W], as the input says
/// @param stop    asked between batches; true: an undefined tensor comes back
torch::Tensor image_log_probabilities(models::ModelImpl& model, const torch::Tensor& pixels, const ImageInput& input,
                                      int64_t batch, const std::function<bool()>& stop = {});

}  // namespace sextant::tasks
