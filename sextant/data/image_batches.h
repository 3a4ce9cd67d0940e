// Batches of images as rows of patches, moved and mirrored a little in training.
//
// An epoch visits every image once, in a keyed random order. What is done to an image is drawn by (seed, epoch, image),
// so batch i is a pure function of (images, options, i): no state.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

#include "sextant/data/batch.h"
#include "sextant/data/patches.h"

namespace sextant::data {

/// How far training images are changed.
struct Augmentation {
  int64_t shift = 0;  ///< pixels an image moves, at most, along each axis; what comes in is the mean of the data
  bool flip = false;  ///< half of them are mirrored, left for right

  bool operator==(const Augmentation&) const = default;
};
template <class Visit>
void fields(Augmentation& options, Visit&& visit) {
  visit("augment-shift", options.shift, "pixels a training image moves, at most, along each axis");
  visit("augment-flip", options.flip, "mirror half of the training images, left for right");
}

/// How images are shown to a model.
struct ImageView {
  int64_t patch = 4;  ///< P
  PixelScale scale;
  torch::Tensor positions = {};  ///< of the patches, [A, 1, T]; none = their order
};

struct ImageSet {
  torch::Tensor pixels;   ///< uint8 [N, C, H, W]
  torch::Tensor classes;  ///< int64 [N]
};

/// A keyed random order of rows, another one each epoch, cut into batches: each a function of its step.
class ShuffledRows {
 public:
  /// @throws c10::ValueError for no rows or batch < 1
  ShuffledRows(int64_t count, int64_t batch, uint64_t seed);

  struct Drawn {
    std::vector<int64_t> rows = {};
    std::vector<uint64_t> draws = {};  ///< one number for each row and epoch
  };
  Drawn at(int64_t step) const;

 private:
  int64_t count_, batch_;
  uint64_t seed_;
};

/// Images as one batch, as they are.
/// @param pixels uint8 [B, C, H, W]  @param classes int64 [B]
Batch batch_of(const torch::Tensor& pixels, const torch::Tensor& classes, const ImageView& view);

/// @param draws  one number for each image: the same number, the same change
/// @param images float [B, C, H, W]  @return the same shape
torch::Tensor augmented(const torch::Tensor& images, const std::vector<uint64_t>& draws, const Augmentation& options,
                        uint64_t seed);

/// @throws c10::ValueError for no images, batch < 1, a shift that is negative or not less than a side, and as patches()
BatchAt image_batches(const ImageSet& images, const ImageView& view, const Augmentation& augmentation, int64_t batch,
                      uint64_t seed);

}  // namespace sextant::data
