// What the readers of picture files share. Part of image.h.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sextant/io/image.h"

namespace sextant::io {

/// An image without pixels yet.
/// @throws std::runtime_error "WHERE: …" for one that is empty or larger than kMostPixels
Image sized_image(int64_t channels, int64_t height, int64_t width, const std::string& where);

/// Row `y` as files hold it, channel beside channel, into the planes of an image.
void put_row(Image& image, int64_t y, std::span<const uint8_t> row);

}  // namespace sextant::io
