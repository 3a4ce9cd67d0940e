// The palette: colour scales of heat maps, inks of charts on light and on dark ground.
//
// Inks of text and curves have a contrast of at least 4.5 : 1 against their ground (WCAG 2.1, success criterion 1.4.3).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>

#include "sextant/report/heatmap.h"

namespace sextant::report {

struct Rgb {
  uint8_t red, green, blue;
  bool operator==(const Rgb&) const = default;
};

/// "#rrggbb".
std::string hex(Rgb colour);

/// The colour at `t` of the scale, clamped to [0, 1].
Rgb colour_at(Colours scale, double t);

/// The colour of a number between the ends of colour_range(); a number that is NaN gets a neutral grey.
Rgb colour_of(double value, Colours scale, std::pair<double, double> range);

constexpr size_t kSeriesInks = 8;

enum class Ground { kLight, kDark };

struct Inks {
  Rgb ground, panel, grid, frame, muted, text;
  std::array<Rgb, kSeriesInks> series;
};
const Inks& inks(Ground ground);

/// Contrast of two colours, 1 to 21, by WCAG 2.1's relative luminance.
double contrast(Rgb a, Rgb b);

}  // namespace sextant::report
