#include "sextant/position/rotation/rope_hf32.h"

#include <numbers>

namespace sextant::position {
namespace {

/// base ** (arange(0, dim, 2) / dim)
torch::Tensor powers(const RotaryBasis& basis) {
  const torch::Tensor even = torch::arange(0, basis.channels, 2, torch::kInt64).to(torch::kFloat32);
  return torch::pow(basis.base, even / static_cast<double>(basis.channels));
}

torch::Tensor hf32(const RotaryBasis& basis, const NoScaling&, int64_t) { return 1.0 / powers(basis); }

torch::Tensor hf32(const RotaryBasis& basis, const LinearScaling& scaling, int64_t) {
  return 1.0 / powers(basis) / scaling.factor;
}

/// Of schedules without a form there.
template <class Schedule>
torch::Tensor hf32(const RotaryBasis& basis, const Schedule& scaling, int64_t length) {
  return torch::tensor(frequencies(basis, scaling, length), torch::kFloat64).to(torch::kFloat32);
}

torch::Tensor hf32(const RotaryBasis& basis, const DynamicScaling& scaling, int64_t length) {
  const auto original = static_cast<double>(scaling.original), channels = static_cast<double>(basis.channels);
  const torch::Tensor tokens = torch::tensor(std::max(length, scaling.original), torch::kInt64);
  const torch::Tensor grown = tokens * scaling.factor / original - (scaling.factor - 1);
  const torch::Tensor base = torch::pow(grown, channels / (channels - 2)) * basis.base;
  const torch::Tensor even = torch::arange(0, basis.channels, 2, torch::kInt64).to(torch::kFloat32);
  return 1.0 / torch::pow(base, even / channels);
}

torch::Tensor hf32(const RotaryBasis& basis, const YarnScaling& scaling, int64_t) {
  const torch::Tensor turns = powers(basis);
  const torch::Tensor extrapolated = 1.0 / turns, interpolated = 1.0 / (turns * scaling.factor);
  const YarnCorners corners = yarn_corners(basis, scaling);
  const torch::Tensor pairs = torch::arange(basis.channels / 2, torch::kFloat32);
  const torch::Tensor kept = 1 - ((pairs - corners.low) / (corners.high - corners.low)).clamp(0, 1);
  return interpolated * (1 - kept) + extrapolated * kept;
}

torch::Tensor hf32(const RotaryBasis& basis, const Llama3Scaling& scaling, int64_t) {
  const auto original = static_cast<double>(scaling.original);
  const double longest = original / scaling.low, shortest = original / scaling.high;
  const torch::Tensor plain = 1.0 / powers(basis), wavelength = 2 * std::numbers::pi / plain;
  const torch::Tensor slow = torch::where(wavelength > longest, plain / scaling.factor, plain);
  const torch::Tensor smooth = (original / wavelength - scaling.low) / (scaling.high - scaling.low);
  const torch::Tensor blended = (1 - smooth) * slow / scaling.factor + smooth * slow;
  const torch::Tensor medium = torch::logical_not(wavelength < shortest) & torch::logical_not(wavelength > longest);
  return torch::where(medium, blended, slow);
}

torch::Tensor hf32(const RotaryBasis& basis, const LongRopeScaling& scaling, int64_t length) {
  const bool longer = length > scaling.original;
  const std::vector<double>& factors = longer ? scaling.long_factors : scaling.short_factors;
  const torch::Tensor turns = powers(basis);
  return 1.0 / (factors.empty() ? turns : torch::tensor(factors, torch::kFloat32) * turns);
}
}  // namespace

torch::Tensor hf32_frequencies(const RotaryBasis& basis, const Scaling& scaling, int64_t length) {
  frequencies(basis, scaling, length);  // for its refusals
  return std::visit([&](const auto& schedule) { return hf32(basis, schedule, length); }, scaling);
}

torch::Tensor hf32_rows(const torch::Tensor& ids, const torch::Tensor& frequencies, double factor) {
  const torch::Tensor angles = ids.to(torch::kFloat32).unsqueeze(-1) * frequencies;
  return torch::stack({angles.cos() * factor, angles.sin() * factor}, 1);
}

}  // namespace sextant::position
