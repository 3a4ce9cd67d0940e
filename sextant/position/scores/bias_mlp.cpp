#include "sextant/position/scores/bias_mlp.h"

#include "sextant/position/distance.h"
#include "sextant/position/linear_start.h"

namespace sextant::position {

BiasMlpImpl::BiasMlpImpl(const BiasMlpOptions& options) : options(options) {
  TORCH_CHECK_VALUE(options.depth >= 1, "bias-mlp: depth must be at least 1, got ", options.depth);
  TORCH_CHECK_VALUE(options.width >= 1, "bias-mlp: width must be at least 1, got ", options.width);
  for (int64_t n = 0; n <= options.depth; ++n) {
    const int64_t in = n == 0 ? 1 : options.width, out = n == options.depth ? options.heads : options.width;
    const std::string number = std::to_string(n);
    weights.push_back(register_parameter("weight" + number, linear_start({out, in}, in, options.generator)));
    if (n == options.depth) break;
    biases.push_back(register_parameter("bias" + number, linear_start({out}, in, options.generator)));
  }
}

torch::Tensor BiasMlpImpl::of_offsets(const torch::Tensor& offsets) const {
  const torch::Tensor behind = -offsets;
  torch::Tensor x = (options.log ? behind.sign() * behind.abs().log1p() : behind).unsqueeze(1);
  x = x.to(weights[0].scalar_type());
  for (size_t n = 0; n < biases.size(); ++n) x = torch::silu(torch::linear(x, weights[n], biases[n]));
  return torch::matmul(weights.back(), x.t());
}

ScoreTerms BiasMlpImpl::terms(const AttentionProblem& problem, const LayerCall&) {
  return {.bias = {distance_bias("bias-mlp", problem,
                                 [this](const torch::Tensor& offsets) { return of_offsets(offsets); })}};
}

}  // namespace sextant::position
