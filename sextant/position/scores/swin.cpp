#include "sextant/position/scores/swin.h"

#include "sextant/position/grid_offsets.h"

namespace sextant::position {

SwinImpl::SwinImpl(const SwinOptions& options) : options(options) {
  TORCH_CHECK_VALUE(options.window >= 1, "swin: window must be at least 1, got ", options.window);
  constexpr double kStd = 0.02;  // the authors' trunc_normal_
  const int64_t side = 2 * options.window - 1;
  table = register_parameter("table", torch::randn({side * side, options.heads}, options.generator) * kStd);
}

ScoreTerms SwinImpl::terms(const AttentionProblem& problem, const LayerCall&) {
  const torch::Tensor offsets = grid_offsets("swin", problem);
  TORCH_CHECK_VALUE(!offsets.is_floating_point(), "swin: positions must be integers, got float64");
  const int64_t farthest = options.window - 1;
  const torch::Tensor inside = offsets.clamp(-farthest, farthest) + farthest;
  const torch::Tensor index = inside[0] * (2 * options.window - 1) + inside[1];
  return {.bias = {DenseBias{torch::embedding(table, index.to(table.device())).permute({0, 3, 1, 2})}}};
}

}  // namespace sextant::position
