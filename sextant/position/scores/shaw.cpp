#include "sextant/position/scores/shaw.h"

#include "sextant/position/distance.h"

namespace sextant::position {

torch::Tensor shaw_rows(const ShawOptions& options) {
  const int64_t left = options.left.value_or(options.clip), right = options.right.value_or(options.clip);
  TORCH_CHECK_VALUE(left >= 0 && right >= 0, "shaw: clips must be at least 0, got left ", left, " and right ", right);
  const bool unused = options.left && options.right && options.clip != ShawOptions{.head_channels = 1}.clip;
  TORCH_CHECK_VALUE(!unused, "shaw: clip is for a side without left or right, got ", options.clip);
  const int64_t farthest = std::max(left, right);
  return torch::arange(-farthest, farthest + 1, torch::kInt64).clamp(-left, right) + left;
}

ShawImpl::ShawImpl(const ShawOptions& options) : options(options), rows_(shaw_rows(options)) {
  const int64_t rows = rows_.host().max().item<int64_t>() + 1;
  constexpr double kStd = 0.02;  // as the other tables of this library; the paper does not say
  keys = register_parameter("keys", torch::randn({rows, options.head_channels}, options.generator) * kStd);
}

ScoreTerms ShawImpl::terms(const AttentionProblem& problem, const LayerCall&) {
  check_integers("shaw", problem);
  const double scale = problem.scale.value_or(1 / std::sqrt(static_cast<double>(problem.q.size(-1))));
  const torch::Tensor by_row = torch::matmul(problem.q * scale, keys.to(problem.q.scalar_type()).t());
  return {.bias = {DistanceBias{by_row.index_select(-1, rows_.at(problem.q.device(), torch::kInt64))}}};
}

}  // namespace sextant::position
