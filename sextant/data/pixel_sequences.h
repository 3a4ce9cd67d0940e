// Images written row by row, pixel after pixel: what a decoder learns to continue.
//
//   token 0 is the image's class, token t > 0 pixel t - 1;  the target of token t is pixel t, so that T = H·W
//
// Token t stands where the pixel stands that it is asked for: the model knows which one it is to paint. Van den Oord et
// al. 2016, arXiv:1601.06759, section 2; grey levels as in Parmar et al. 2018, arXiv:1802.05751. Not here: colours.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "sextant/data/batch.h"
#include "sextant/data/image_batches.h"

namespace sextant::data {

/// Ids: a class k is token k, a grey level g token classes + g.
struct PixelTokens {
  int64_t classes;  ///< K
  int64_t levels;   ///< G, from 2 to 256

  int64_t vocabulary() const { return classes + levels; }
  bool operator==(const PixelTokens&) const = default;
};

/// The nearest of G evenly spaced greys.  uint8 [N, 1, H, W] → int64 [N, H·W], 0 … G - 1
torch::Tensor levels_of(const torch::Tensor& pixels, int64_t levels);
/// What such a level looks like.  int64 […] → uint8 […]
torch::Tensor greys_of(const torch::Tensor& levels_of_pixels, int64_t levels);

/// Images as sequences, in one batch.
/// @param pixels  uint8 [B, 1, H, W]  @param classes int64 [B]
/// @param positions  of the pixels, [A, 1, T]; undefined = their order
/// @throws c10::ValueError for more than one channel, or levels outside 2 … 256
Batch pixel_batch(const ImageSet& images, const PixelTokens& tokens, const torch::Tensor& positions);

/// Batches in a keyed random order, every image once an epoch.
/// @throws c10::ValueError as pixel_batch; for no images or batch < 1
BatchAt pixel_batches(const ImageSet& images, const PixelTokens& tokens, const torch::Tensor& positions, int64_t batch,
                      uint64_t seed);

/// Mean cross-entropy of `test`, nats a pixel, if each pixel's level is told by its class and place alone, as often as
/// in `train` (and once more each: Laplace): what a model of whole images has to beat.
double independent_nats(const ImageSet& train, const ImageSet& test, const PixelTokens& tokens);

}  // namespace sextant::data
