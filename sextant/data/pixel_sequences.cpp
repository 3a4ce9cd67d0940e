#include "sextant/data/pixel_sequences.h"

namespace sextant::data {
namespace {

void check(const torch::Tensor& pixels, const PixelTokens& tokens) {
  TORCH_CHECK_VALUE(pixels.dim() == 4 && pixels.size(1) == 1, "pixels: images must be grey, [N, 1, H, W], got ",
                    pixels.sizes());
  TORCH_CHECK_VALUE(tokens.levels >= 2 && tokens.levels <= 256, "pixels: levels must be 2 to 256, got ", tokens.levels);
}

}  // namespace

torch::Tensor levels_of(const torch::Tensor& pixels, int64_t levels) {
  const double step = 255.0 / static_cast<double>(levels - 1);
  return (pixels.to(torch::kFloat64) / step).round().to(torch::kInt64).flatten(1);
}

torch::Tensor greys_of(const torch::Tensor& levels_of_pixels, int64_t levels) {
  const double step = 255.0 / static_cast<double>(levels - 1);
  return (levels_of_pixels.to(torch::kFloat64) * step).round().to(torch::kUInt8);
}

Batch pixel_batch(const ImageSet& images, const PixelTokens& tokens, const torch::Tensor& positions) {
  check(images.pixels, tokens);
  const torch::Tensor painted = levels_of(images.pixels, tokens.levels) + tokens.classes;
  return {.tokens = torch::cat({images.classes.unsqueeze(1), painted.slice(1, 0, -1)}, 1),
          .targets = painted,
          .positions = positions};
}

BatchAt pixel_batches(const ImageSet& images, const PixelTokens& tokens, const torch::Tensor& positions, int64_t batch,
                      uint64_t seed) {
  check(images.pixels, tokens);
  const ShuffledRows rows(images.pixels.size(0), batch, seed);
  return [=](int64_t step) {
    const torch::Tensor some = torch::tensor(rows.at(step).rows, torch::kInt64);
    return pixel_batch({.pixels = images.pixels.index_select(0, some), .classes = images.classes.index_select(0, some)},
                       tokens, positions);
  };
}

double independent_nats(const ImageSet& train, const ImageSet& test, const PixelTokens& tokens) {
  const torch::Tensor known = torch::one_hot(levels_of(train.pixels, tokens.levels), tokens.levels);  // [N, T, G]
  const torch::Tensor counts = torch::ones({tokens.classes, known.size(1), tokens.levels}, torch::kInt64);
  counts.index_add_(0, train.classes, known);
  const torch::Tensor wide = counts.to(torch::kFloat64);
  const torch::Tensor log = (wide / wide.sum(2, /*keepdim=*/true)).log().index_select(0, test.classes);
  return -log.gather(2, levels_of(test.pixels, tokens.levels).unsqueeze(2)).mean().item<double>();
}

}  // namespace sextant::data
