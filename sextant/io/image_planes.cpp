#include "sextant/io/image_planes.h"

#include <fmt/core.h>

#include <stdexcept>

namespace sextant::io {

Image sized_image(int64_t channels, int64_t height, int64_t width, const std::string& where) {
  if (height < 1 || width < 1 || height > kMostPixels / width)
    throw std::runtime_error(
        fmt::format("{}: must have 1 to {} pixels, its header promises {} x {}", where, kMostPixels, height, width));
  return {.channels = channels,
          .height = height,
          .width = width,
          .pixels = std::vector<uint8_t>(static_cast<size_t>(channels * height * width))};
}

void put_row(Image& image, int64_t y, std::span<const uint8_t> row) {
  for (int64_t c = 0; c < image.channels; ++c)
    for (int64_t x = 0; x < image.width; ++x)
      image.pixels[(c * image.height + y) * image.width + x] = row[x * image.channels + c];
}

}  // namespace sextant::io
