// Draws scenes as pixels: anti-aliased lines and areas, the built-in font, on light ground.
#pragma once

#include "sextant/report/png_encode.h"
#include "sextant/report/scene.h"

namespace sextant::report {

/// Pixels per CSS pixel: pictures stay sharp on screens of double density.
constexpr int kPixelScale = 2;

Pixels rasterize(const Scene& scene);

}  // namespace sextant::report
