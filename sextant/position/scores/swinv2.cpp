#include "sextant/position/scores/swinv2.h"

#include "sextant/position/grid_offsets.h"
#include "sextant/position/linear_start.h"

namespace sextant::position {

torch::Tensor swinv2_input(const torch::Tensor& offsets, int64_t window) {
  constexpr double kEdge = 8;  // the farthest offset of the window, before the logarithm; log2(8) = 3 scales it after
  const torch::Tensor u = offsets.to(torch::kFloat64) * (window == 1 ? 0 : kEdge / static_cast<double>(window - 1));
  return u.sign() * u.abs().log1p() / std::log(kEdge);
}

Swinv2Impl::Swinv2Impl(const Swinv2Options& options) : options(options) {
  TORCH_CHECK_VALUE(options.window >= 1, "swinv2: window must be at least 1, got ", options.window);
  TORCH_CHECK_VALUE(options.width >= 1, "swinv2: width must be at least 1, got ", options.width);
  constexpr int64_t kAxes = 2;
  in_weight = register_parameter("in_weight", linear_start({options.width, kAxes}, kAxes, options.generator));
  in_bias = register_parameter("in_bias", linear_start({options.width}, kAxes, options.generator));
  out_weight =
      register_parameter("out_weight", linear_start({options.heads, options.width}, options.width, options.generator));
}

ScoreTerms Swinv2Impl::terms(const AttentionProblem& problem, const LayerCall&) {
  constexpr double kGreatest = 16;
  const torch::Tensor offsets = grid_offsets("swinv2", problem);  // [2, B|1, Q, S]
  const auto [distinct, index, counts] = at::unique_dim(offsets.flatten(1), 1, true, true);
  const torch::Tensor input = swinv2_input(distinct.t(), options.window).to(in_weight.options());
  const torch::Tensor hidden = torch::relu(torch::linear(input, in_weight, in_bias));
  const torch::Tensor biases = torch::sigmoid(torch::matmul(hidden, out_weight.t())) * kGreatest;
  const torch::Tensor pairs = index.view(offsets[0].sizes()).to(biases.device());
  return {.bias = {DenseBias{torch::embedding(biases, pairs).permute({0, 3, 1, 2})}}};
}

}  // namespace sextant::position
