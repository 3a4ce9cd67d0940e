#include "sextant/position/sinusoid.h"

namespace sextant::position {

torch::Tensor sinusoid_frequencies(const Sinusoid& sinusoid) {
  TORCH_CHECK_VALUE(sinusoid.channels >= 1, sinusoid.who, ": channels must be at least 1, got ", sinusoid.channels);
  TORCH_CHECK_VALUE(sinusoid.base > 0, sinusoid.who, ": base must be positive, got ", sinusoid.base);
  const bool paper = sinusoid.spacing == SinusoidSpacing::kPaper;
  const int64_t pairs = paper ? (sinusoid.channels + 1) / 2 : sinusoid.channels / 2;
  const double steps = paper ? static_cast<double>(sinusoid.channels) / 2 : static_cast<double>(pairs - 1);
  std::vector<double> w(static_cast<size_t>(pairs), 1);
  for (size_t k = 1; k < w.size(); ++k) w[k] = std::pow(sinusoid.base, -static_cast<double>(k) / steps);
  return torch::tensor(w, torch::kFloat64);
}

torch::Tensor sinusoid_rows(const Sinusoid& sinusoid, const torch::Tensor& positions) {
  const torch::Tensor angles = positions.to(torch::kFloat64).unsqueeze(-1) * sinusoid_frequencies(sinusoid);
  const torch::Tensor sines = angles.sin(), cosines = angles.cos();
  const int64_t d = sinusoid.channels;
  if (sinusoid.spacing == SinusoidSpacing::kT2t) {
    const torch::Tensor even = torch::cat({sines, cosines}, -1);
    return d % 2 == 0 ? even : torch::constant_pad_nd(even, {0, 1});
  }
  const torch::Tensor kept = cosines.slice(-1, 0, d / 2);
  if (sinusoid.order == SinusoidOrder::kSinesFirst) return torch::cat({sines, kept}, -1);
  if (sinusoid.order == SinusoidOrder::kCosinesFirst) return torch::cat({kept, sines}, -1);
  return torch::stack({sines, cosines}, -1).flatten(-2).slice(-1, 0, d);
}

}  // namespace sextant::position
