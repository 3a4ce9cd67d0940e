#include "sextant/position/rotation/frequencies.h"

#include <c10/util/Exception.h>

#include <cmath>
#include <numbers>

namespace sextant::position {

void check_basis(const RotaryBasis& basis) {
  TORCH_CHECK_VALUE(basis.channels >= 2 && basis.channels % 2 == 0, basis.who,
                    ": rotated channels must be even and at least 2, got ", basis.channels);
  TORCH_CHECK_VALUE(basis.base > 1, basis.who, ": base must be greater than 1, got ", basis.base);
}

std::vector<double> rotary_frequencies(const RotaryBasis& basis) {
  check_basis(basis);
  std::vector<double> w(static_cast<size_t>(basis.channels / 2));
  for (size_t k = 0; k < w.size(); ++k)
    w[k] = std::pow(basis.base, -2.0 * static_cast<double>(k) / static_cast<double>(basis.channels));
  return w;
}

double automatic_base(int64_t channels, int64_t original) {
  TORCH_CHECK_VALUE(channels > 2, "rope: base=auto needs more than 2 rotated channels, got ", channels);
  const double exponent = static_cast<double>(channels) / static_cast<double>(channels - 2);
  const double quarter_turns = static_cast<double>(original) / (4 * std::numbers::pi);
  TORCH_CHECK_VALUE(quarter_turns > 1, "rope: base=auto needs original > 4π = 12.57 tokens, got ", original);
  return std::pow(quarter_turns, exponent);
}

std::vector<double> proportional_frequencies(const RotaryBasis& basis, double fraction, double factor) {
  TORCH_CHECK_VALUE(0 <= fraction && fraction <= 1, "p-rope: fraction must be between 0 and 1, got ", fraction);
  TORCH_CHECK_VALUE(factor >= 1, "p-rope: factor must be at least 1, got ", factor);
  std::vector<double> w = rotary_frequencies(basis);
  const auto turning = static_cast<size_t>(fraction * static_cast<double>(basis.channels) / 2);
  for (size_t k = 0; k < w.size(); ++k) w[k] = k < turning ? w[k] / factor : 0;
  return w;
}

std::array<std::vector<double>, 2> axial_frequencies(const RotaryBasis& basis, AxisSplit split) {
  TORCH_CHECK_VALUE(basis.channels >= 4 && basis.channels % 4 == 0,
                    "rope-2d: head channels must be a multiple of 4, got ", basis.channels);
  if (split == AxisSplit::kHalves) {
    const std::vector<double> w = rotary_frequencies({basis.channels / 2, basis.base, basis.who});
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
  for (size_t k = 0; k < w.size(); ++k) w[k] = std::numbers::pi * (1 + step * static_cast<double>(k));
  return w;
}

}  // namespace sextant::position
