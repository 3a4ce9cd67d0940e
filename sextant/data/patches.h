// Images as rows of numbers, one a patch: what a model reads.
//
//   row [i, j] = the P by P pixels from (P·i, P·j) on, channel by channel, (pixel - mean) / deviation
//
// Dosovitskiy et al. 2020, arXiv:2010.11929, equation 1. P = 1 makes each pixel a row. Not here: where patches stand,
// which depends on the encoding.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

namespace sextant::data {

/// Mean and standard deviation of the training pixels, by channel, of values 0 to 255.
struct PixelScale {
  std::vector<double> mean, deviation;
  bool operator==(const PixelScale&) const = default;
};
/// @param pixels  uint8 [N, C, H, W]  @return deviations of at least 1, the step between two values
PixelScale scale_of(const torch::Tensor& pixels);
/// float32 [N, C, H, W]
torch::Tensor scaled(const torch::Tensor& pixels, const PixelScale& scale);

/// @param images  [N, C, H, W]  @param side  P  @return [N, (H/P)·(W/P), C·P·P], row by row
/// @throws c10::ValueError unless P >= 1 divides H and W
torch::Tensor patches(const torch::Tensor& images, int64_t side);

}  // namespace sextant::data
