#include "sextant/position/embedding/fourier_mlp.h"

#include "sextant/position/ids.h"

namespace sextant::position {
namespace {
/// E[GELU(z)²] of a standard normal z, by quadrature: what keeps the rows' size at 1.
constexpr double kGeluPower = 0.4252;

void check(const FourierMlpOptions& options) {
  TORCH_CHECK_VALUE(options.channels >= 1, "fourier-mlp: channels must be at least 1, got ", options.channels);
  TORCH_CHECK_VALUE(options.features >= 2 && options.features % 2 == 0, "fourier-mlp: features must be even, got ",
                    options.features);
  TORCH_CHECK_VALUE(options.hidden >= 1, "fourier-mlp: hidden must be at least 1, got ", options.hidden);
  TORCH_CHECK_VALUE(std::isfinite(options.gamma) && options.gamma > 0, "fourier-mlp: gamma must be positive, got ",
                    options.gamma);
  TORCH_CHECK_VALUE(options.axes >= 1, "fourier-mlp: axes must be at least 1, got ", options.axes);
}
}  // namespace

FourierMlpImpl::FourierMlpImpl(const FourierMlpOptions& options) : options(options) {
  check(options);
  const auto normal = [&](at::IntArrayRef shape, double deviation) {
    return torch::randn(shape, options.generator) * deviation;
  };
  frequency = register_parameter("frequency", normal({options.axes, options.features / 2}, 1 / options.gamma));
  // Each of F/2 pairs has cos² + sin² = 1, so |r|² = 1/2: this makes the inputs of the GELU of variance 1.
  up_weight = register_parameter("up_weight", normal({options.hidden, options.features}, std::sqrt(2.0)));
  up_bias = register_parameter("up_bias", torch::zeros({options.hidden}));
  const double deviation = 1 / std::sqrt(kGeluPower * static_cast<double>(options.hidden));
  down_weight = register_parameter("down_weight", normal({options.channels, options.hidden}, deviation));
  down_bias = register_parameter("down_bias", torch::zeros({options.channels}));
}

torch::Tensor FourierMlpImpl::features(const Positions& positions) const {
  const torch::Tensor ids = axis_ids("fourier-mlp", positions, options.axes);
  const torch::Tensor exact = ids.to(frequency.device(), torch::kFloat64).movedim(0, -1);
  const torch::Tensor angles = torch::matmul(exact, frequency.to(torch::kFloat64));
  return torch::cat({angles.cos(), angles.sin()}, -1) / std::sqrt(static_cast<double>(options.features));
}

torch::Tensor FourierMlpImpl::rows(const LayerCall& call) {
  const torch::Tensor inner = torch::linear(features(call.queries).to(up_weight.scalar_type()), up_weight, up_bias);
  return torch::linear(torch::gelu(inner), down_weight, down_bias);
}

}  // namespace sextant::position
