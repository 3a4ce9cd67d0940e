#include "sextant/data/patches.h"

namespace sextant::data {
namespace {

torch::Tensor by_channel(const std::vector<double>& values) {
  return torch::tensor(values, torch::kFloat32).view({1, -1, 1, 1});
}

std::vector<double> values_of(const torch::Tensor& tensor) {
  const torch::Tensor wide = tensor.to(torch::kFloat64).contiguous();
  return {wide.const_data_ptr<double>(), wide.const_data_ptr<double>() + wide.numel()};
}

}  // namespace

PixelScale scale_of(const torch::Tensor& pixels) {
  const torch::Tensor rows = pixels.transpose(0, 1).flatten(1).to(torch::kFloat64);  // [C, N·H·W]
  return {.mean = values_of(rows.mean(1)), .deviation = values_of(rows.std(1, /*unbiased=*/false).clamp_min(1))};
}

torch::Tensor scaled(const torch::Tensor& pixels, const PixelScale& scale) {
  return (pixels.to(torch::kFloat32) - by_channel(scale.mean)) / by_channel(scale.deviation);
}

torch::Tensor patches(const torch::Tensor& images, int64_t side) {
  const int64_t height = images.size(2), width = images.size(3);
  TORCH_CHECK_VALUE(side >= 1 && height % side == 0 && width % side == 0,
                    "patches: patch must be at least 1 and divide ", height, " x ", width, " pixels, got ", side);
  const torch::Tensor blocks = images.unfold(2, side, side).unfold(3, side, side);  // [N, C, H/P, W/P, P, P]
  return blocks.permute({0, 2, 3, 1, 4, 5}).flatten(3).flatten(1, 2).contiguous();
}

}  // namespace sextant::data
