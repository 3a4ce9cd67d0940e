// Where an axis gets its numbers.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "sextant/report/chart.h"

namespace sextant::report {

struct Tick {
  double at;
  std::string label;
};

/// About `count` round numbers inside [low, high]: steps of 1, 2 or 5 times a power of ten; powers of two or ten on
/// logarithmic axes. At least one tick if low < high.
std::vector<Tick> ticks(double low, double high, Scale scale, int count);

/// [low, high] moved out to round numbers, and given a width if it has none.
std::pair<double, double> round_range(double low, double high, Scale scale);

/// The fraction of the way from low to high on the scale: 0 at low, 1 at high.
double fraction(double value, double low, double high, Scale scale);

}  // namespace sextant::report
