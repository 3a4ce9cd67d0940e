#include "sextant/data/resample.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <stdexcept>

namespace sextant::data {
namespace {

// resampy's kaiser_best: zero crossings on each side, cutoff as a share of half the lower rate, the window's beta.
constexpr double kCrossings = 64, kCutoff = 0.9475937167399596, kBeta = 14.769656459379492;

/// The filter at t crossings from its middle.
double filter(double t) {
  if (std::abs(t) >= kCrossings) return 0;
  const double angle = std::numbers::pi * t, place = t / kCrossings;
  const double sinc = angle == 0 ? 1 : std::sin(angle) / angle;
  return sinc * std::cyl_bessel_i(0.0, kBeta * std::sqrt(1 - place * place)) / std::cyl_bessel_i(0.0, kBeta);
}

/// The filter sampled at the inputs around an output. Outputs whose places between two inputs are equal share it.
struct Taps {
  int64_t first = 0;  ///< input, from the one at or before the output
  std::vector<double> weights = {};
};

Taps taps_at(double fraction, double cut) {
  const double reach = kCrossings / cut;
  Taps taps{.first = static_cast<int64_t>(std::ceil(fraction - reach))};
  const auto last = static_cast<int64_t>(std::floor(fraction + reach));
  for (int64_t k = taps.first; k <= last; ++k)
    taps.weights.push_back(cut * filter(cut * (static_cast<double>(k) - fraction)));
  return taps;
}

double weighed(const std::vector<float>& samples, const Taps& taps, int64_t place) {
  const int64_t begin = place + taps.first, end = begin + std::ssize(taps.weights);
  double sum = 0;
  for (int64_t k = std::max<int64_t>(0, begin); k < std::min(end, std::ssize(samples)); ++k)
    sum += samples[k] * taps.weights[k - begin];
  return sum;
}

}  // namespace

std::vector<float> resampled(const std::vector<float>& samples, int64_t from, int64_t to) {
  if (from < 1 || to < 1)
    throw std::invalid_argument(fmt::format("resample: rates must be at least 1, got {} and {}", from, to));
  if (from == to) return samples;
  const int64_t common = std::gcd(from, to), in = from / common, out = to / common;
  const double cut = kCutoff * std::min(1.0, static_cast<double>(out) / static_cast<double>(in));
  const int64_t count = (std::ssize(samples) * out + in - 1) / in;
  std::vector<float> result(static_cast<size_t>(count));
  for (int64_t phase = 0; phase < std::min(out, count); ++phase) {
    const Taps taps = taps_at(static_cast<double>(phase * in % out) / static_cast<double>(out), cut);
    for (int64_t n = phase; n < count; n += out) result[n] = static_cast<float>(weighed(samples, taps, n * in / out));
  }
  return result;
}

}  // namespace sextant::data
