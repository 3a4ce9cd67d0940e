// Pixels to the bytes of a PNG file.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sextant/report/colour.h"

namespace sextant::report {

struct Pixels {
  int64_t width, height;
  std::vector<Rgb> colours;  ///< [height][width]
};

/// 8-bit RGB without time stamps or other chunks that vary.
/// @throws std::runtime_error with libpng's reason
std::string encode_png(const Pixels& pixels);

}  // namespace sextant::report
