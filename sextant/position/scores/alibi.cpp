#include "sextant/position/scores/alibi.h"

#include "sextant/position/distance.h"
#include "sextant/position/ids.h"

namespace sextant::position {
namespace {
void check_options(const AlibiOptions& options) {
  const bool sees_ahead = options.attention != Direction::kCausal;
  TORCH_CHECK_VALUE(!sees_ahead || options.direction != AlibiDirection::kCausal,
                    "alibi: direction=causal needs causal attention; symmetric and asymmetric see keys ahead");
  TORCH_CHECK_VALUE(options.direction != AlibiDirection::kAsymmetric || options.learned,
                    "alibi: direction=asymmetric needs learned=true, since fixed slopes are equal on both sides");
}
}  // namespace

AlibiImpl::AlibiImpl(const AlibiOptions& options)
    : options(options), fixed_(torch::tensor(alibi_slopes(options.heads, options.slopes), torch::kFloat64)) {
  check_options(options);
  const torch::Tensor initial = fixed_.host().to(torch::kFloat32);
  if (options.learned) slopes = register_parameter("slopes", initial.clone());
  if (options.direction == AlibiDirection::kAsymmetric) ahead = register_parameter("ahead", initial.clone());
}

torch::Tensor AlibiImpl::slopes_for(const torch::Tensor& q) {
  return slopes.defined() ? slopes : fixed_.at(q.device(), table_dtype(q));
}

ScoreTerms AlibiImpl::terms(const AttentionProblem& problem, const LayerCall&) {
  check_line("alibi", problem);
  const torch::Tensor slopes = slopes_for(problem.q);
  ScoreTerms terms{.bias = {LinearBias{.slopes = slopes, .ahead = ahead}}};
  if (options.tilt == 0) return terms;
  terms.bias.push_back(distance_bias("alibi", problem, [&](const torch::Tensor& offsets) {
    return slopes.unsqueeze(-1) * options.tilt * (offsets < 0).to(slopes.scalar_type());
  }));
  return terms;
}

}  // namespace sextant::position
