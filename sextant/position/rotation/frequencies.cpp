#include "sextant/position/rotation/frequencies.h"

#include <c10/util/Exception.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace sextant::position {
namespace {
constexpr double kPi = std::numbers::pi;

void check_basis(const RotaryBasis& basis) {
  TORCH_CHECK_VALUE(basis.channels >= 2 && basis.channels % 2 == 0,
                    "rope: rotated channels must be even and at least 2, got ", basis.channels);
  TORCH_CHECK_VALUE(basis.base > 1, "rope: base must be greater than 1, got ", basis.base);
}

void check_factor(double factor) { TORCH_CHECK_VALUE(factor >= 1, "rope: factor must be at least 1, got ", factor); }

void check_original(int64_t original) {
  TORCH_CHECK_VALUE(original >= 1, "rope: original must be at least 1, got ", original);
}

/// R/(R-2), the exponent that divides the last pair by exactly s.
double ntk_exponent(int64_t channels) {
  TORCH_CHECK_VALUE(channels > 2, "rope: this scaling needs more than 2 rotated channels, got ", channels);
  return static_cast<double>(channels) / static_cast<double>(channels - 2);
}

/// w/s + kept·(w - w/s): exactly w for s = 1, and for kept = 1.
double between(double w, double factor, double kept) { return kept == 1 ? w : w / factor + kept * (w - w / factor); }

double ramp(double low, double high, double k) { return std::clamp((k - low) / (high - low), 0.0, 1.0); }

std::vector<double> scaled(const RotaryBasis& basis, const NoScaling&, int64_t) { return rotary_frequencies(basis); }

std::vector<double> scaled(const RotaryBasis& basis, const LinearScaling& scaling, int64_t) {
  check_factor(scaling.factor);
  std::vector<double> w = rotary_frequencies(basis);
  for (double& frequency : w) frequency /= scaling.factor;
  return w;
}

std::vector<double> scaled(const RotaryBasis& basis, const NtkScaling& scaling, int64_t) {
  check_factor(scaling.factor);
  const double exponent = ntk_exponent(basis.channels);
  if (scaling.variant == NtkVariant::kBloc97)
    return rotary_frequencies({basis.channels, basis.base * std::pow(scaling.factor, exponent)});
  std::vector<double> w = rotary_frequencies(basis);
  for (size_t k = 0; k < w.size(); ++k)
    w[k] *= std::pow(scaling.factor, -2.0 * static_cast<double>(k + 1) / static_cast<double>(basis.channels));
  return w;
}

std::vector<double> scaled(const RotaryBasis& basis, const DynamicScaling& scaling, int64_t length) {
  return rotary_frequencies({basis.channels, dynamic_base(basis, scaling, length)});
}

std::vector<double> scaled(const RotaryBasis& basis, const YarnScaling& scaling, int64_t) {
  check_factor(scaling.factor);
  const YarnCorners corners = yarn_corners(basis, scaling);
  std::vector<double> w = rotary_frequencies(basis);
  for (size_t k = 0; k < w.size(); ++k)
    w[k] = between(w[k], scaling.factor, 1 - ramp(corners.low, corners.high, static_cast<double>(k)));
  return w;
}

std::vector<double> scaled(const RotaryBasis& basis, const Llama3Scaling& scaling, int64_t) {
  check_factor(scaling.factor);
  check_original(scaling.original);
  TORCH_CHECK_VALUE(0 < scaling.low && scaling.low < scaling.high, "rope: low must be between 0 and high, got ",
                    scaling.low, " and ", scaling.high);
  std::vector<double> w = rotary_frequencies(basis);
  for (double& frequency : w) {
    const double turns = static_cast<double>(scaling.original) * frequency / (2 * kPi);  // L0/λ
    frequency = between(frequency, scaling.factor, ramp(scaling.low, scaling.high, turns));
  }
  return w;
}
}  // namespace

std::vector<double> rotary_frequencies(const RotaryBasis& basis) {
  check_basis(basis);
  std::vector<double> w(static_cast<size_t>(basis.channels / 2));
  for (size_t k = 0; k < w.size(); ++k)
    w[k] = std::pow(basis.base, -2.0 * static_cast<double>(k) / static_cast<double>(basis.channels));
  return w;
}

double automatic_base(int64_t channels, int64_t original) {
  const double exponent = ntk_exponent(channels);
  const double quarter_turns = static_cast<double>(original) / (4 * kPi);
  TORCH_CHECK_VALUE(quarter_turns > 1, "rope: base=auto needs original > 4π = 12.57 tokens, got ", original);
  return std::pow(quarter_turns, exponent);
}

std::vector<double> proportional_frequencies(const RotaryBasis& basis, double fraction, double factor) {
  TORCH_CHECK_VALUE(0 <= fraction && fraction <= 1, "p-rope: fraction must be between 0 and 1, got ", fraction);
  check_factor(factor);
  std::vector<double> w = rotary_frequencies(basis);
  const auto turning = static_cast<size_t>(fraction * static_cast<double>(basis.channels) / 2);
  for (size_t k = 0; k < w.size(); ++k) w[k] = k < turning ? w[k] / factor : 0;
  return w;
}

std::vector<double> frequencies(const RotaryBasis& basis, const Scaling& scaling, int64_t length) {
  return std::visit([&](const auto& schedule) { return scaled(basis, schedule, length); }, scaling);
}

double yarn_temperature(double factor, double mscale) { return factor <= 1 ? 1 : 0.1 * mscale * std::log(factor) + 1; }

double table_factor(const Scaling& scaling) {
  const auto* yarn = std::get_if<YarnScaling>(&scaling);
  if (yarn == nullptr) return 1;
  if (yarn->temperature) return *yarn->temperature;
  const double mscale = yarn->mscale.value_or(0), all = yarn->mscale_all.value_or(0);
  if (mscale == 0 || all == 0) return yarn_temperature(yarn->factor, 1);
  return yarn_temperature(yarn->factor, mscale) / yarn_temperature(yarn->factor, all);
}

double yarn_pair(const RotaryBasis& basis, int64_t original, double turns) {
  const double ratio = static_cast<double>(original) / (2 * kPi * turns);
  return static_cast<double>(basis.channels) * std::log(ratio) / (2 * std::log(basis.base));
}

YarnCorners yarn_corners(const RotaryBasis& basis, const YarnScaling& scaling) {
  check_basis(basis);
  check_original(scaling.original);
  TORCH_CHECK_VALUE(0 < scaling.slow && scaling.slow <= scaling.fast, "rope: slow must be between 0 and fast, got ",
                    scaling.slow, " and ", scaling.fast);
  double low = yarn_pair(basis, scaling.original, scaling.fast);
  double high = yarn_pair(basis, scaling.original, scaling.slow);
  if (scaling.truncate) {
    low = std::floor(low);
    high = std::ceil(high);
  }
  const auto last = static_cast<double>(basis.channels - 1);
  low = std::clamp(low, 0.0, last);
  high = std::clamp(high, low, last);
  constexpr double kNoWidth = 0.001;  // the YaRN repository's, against dividing by zero
  return {low, high == low ? high + kNoWidth : high};
}

double dynamic_base(const RotaryBasis& basis, const DynamicScaling& scaling, int64_t length) {
  check_basis(basis);
  check_factor(scaling.factor);
  check_original(scaling.original);
  const double exponent = ntk_exponent(basis.channels);
  if (length <= scaling.original) return basis.base;
  const double grown = static_cast<double>(length) / static_cast<double>(scaling.original);
  return basis.base * std::pow(scaling.factor * grown - (scaling.factor - 1), exponent);
}

std::array<std::vector<double>, 2> axial_frequencies(const RotaryBasis& basis, AxisSplit split) {
  TORCH_CHECK_VALUE(basis.channels >= 4 && basis.channels % 4 == 0,
                    "rope-2d: head channels must be a multiple of 4, got ", basis.channels);
  if (split == AxisSplit::kHalves) {
    const std::vector<double> w = rotary_frequencies({basis.channels / 2, basis.base});
    return {w, w};
  }
  std::array<std::vector<double>, 2> axes;
  const std::vector<double> w = rotary_frequencies(basis);
  for (size_t k = 0; k < w.size(); ++k) axes[k % 2].push_back(w[k]);
  return axes;
}

std::vector<double> pixel_frequencies(int64_t count, double resolution) {
  TORCH_CHECK_VALUE(count >= 1, "rope-2d: an axis needs at least 1 pair, got ", count);
  TORCH_CHECK_VALUE(resolution > 0, "rope-2d: resolution must be positive, got ", resolution);
  std::vector<double> w(static_cast<size_t>(count));
  const double step = count == 1 ? 0 : (resolution / 2 - 1) / static_cast<double>(count - 1);
  for (size_t k = 0; k < w.size(); ++k) w[k] = kPi * (1 + step * static_cast<double>(k));
  return w;
}

}  // namespace sextant::position
