#include "sextant/position/scores/cope.h"

#include "sextant/position/logits.h"

namespace sextant::position {

torch::Tensor cope_positions(const AttentionProblem& problem, int64_t positions) {
  torch::Tensor gates = scaled_logits(problem).sigmoid();
  const torch::Tensor seen = visible(problem);
  if (seen.defined()) gates = gates.masked_fill(~seen, 0);  // before the sum: keys ahead must not be counted
  return gates.flip({-1}).cumsum(-1).flip({-1}).clamp_max(static_cast<double>(positions - 1));
}

CopeImpl::CopeImpl(const CopeOptions& options) : options(options) {
  TORCH_CHECK_VALUE(options.positions >= 2, "cope: positions must be at least 2, got ", options.positions);
  constexpr double kStd = 0.02;  // as the other tables of this library
  rows = register_parameter("rows", torch::randn({options.positions, options.head_channels}, options.generator) * kStd);
}

ScoreTerms CopeImpl::terms(const AttentionProblem& problem, const LayerCall&) {
  const torch::Tensor counted = cope_positions(problem, options.positions);
  const torch::Tensor by_row = torch::matmul(problem.q, rows.to(problem.q.scalar_type()).t()).to(counted.scalar_type());
  const torch::Tensor below = counted.detach().floor(), share = counted - below;
  const torch::Tensor at_below = by_row.gather(-1, below.to(torch::kInt64));
  const torch::Tensor at_above = by_row.gather(-1, counted.detach().ceil().to(torch::kInt64));
  return {.bias = {DenseBias{at_below + share * (at_above - at_below)}}};
}

}  // namespace sextant::position
