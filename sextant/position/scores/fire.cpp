#include "sextant/position/scores/fire.h"

#include "sextant/position/distance.h"
#include "sextant/position/ids.h"
#include "sextant/position/linear_start.h"

namespace sextant::position {
namespace {
torch::Tensor psi(const torch::Tensor& x, const torch::Tensor& c) { return torch::log1p((c * x).abs()); }
}  // namespace

torch::Tensor fire_input(const torch::Tensor& i, const torch::Tensor& j, const torch::Tensor& c,
                         const torch::Tensor& threshold) {
  constexpr double kNoZero = 1e-6;  // the paper's epsilon
  return psi(i - j, c) / (psi(torch::maximum(i, threshold), c) + kNoZero);
}

FireImpl::FireImpl(const FireOptions& options) : options(options) {
  TORCH_CHECK_VALUE(options.width >= 1, "fire: width must be at least 1, got ", options.width);
  TORCH_CHECK_VALUE(options.threshold > 0, "fire: threshold must be positive, got ", options.threshold);
  TORCH_CHECK_VALUE(options.c > 0, "fire: c must be positive, got ", options.c);
  c = register_parameter("c", torch::tensor(options.c, torch::kFloat32));
  multiplier = register_parameter("multiplier", torch::tensor(1.0, torch::kFloat32));
  in_weight = register_parameter("in_weight", linear_start({options.width, 1}, 1, options.generator));
  in_bias = register_parameter("in_bias", linear_start({options.width}, 1, options.generator));
  out_weight =
      register_parameter("out_weight", linear_start({options.heads, options.width}, options.width, options.generator));
  out_bias = register_parameter("out_bias", linear_start({options.heads}, options.width, options.generator));
}

ScoreTerms FireImpl::terms(const AttentionProblem& problem, const LayerCall&) {
  const torch::Device device = problem.q.device();
  const torch::Tensor i = ids_by_row("fire", problem.queries).to(device, torch::kFloat64).unsqueeze(2);
  const torch::Tensor j = ids_by_row("fire", problem.keys).to(device, torch::kFloat64).unsqueeze(1);
  const torch::Tensor threshold = multiplier.to(torch::kFloat64) * options.threshold;
  const torch::Tensor input = fire_input(i, j, c.to(torch::kFloat64), threshold).to(c.scalar_type()).unsqueeze(-1);
  const torch::Tensor hidden = torch::relu(torch::linear(input, in_weight, in_bias));
  return {.bias = {DenseBias{torch::linear(hidden, out_weight, out_bias).permute({0, 3, 1, 2})}}};
}

}  // namespace sextant::position
