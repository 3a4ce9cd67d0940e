#include "sextant/position/rule/stick_breaking.h"

#include <limits>

#include "sextant/ops/dropout.h"
#include "sextant/position/logits.h"

namespace sextant::position {
namespace {
/// True where a key breaks a piece off a query's stick: [B|1, 1, Q, S].
torch::Tensor breaking(const AttentionProblem& problem, const StickBreakingOptions& options) {
  const torch::Device device = problem.q.device();
  const torch::Tensor i = order(problem.queries).to(device).unsqueeze(1), j = order(problem.keys).to(device);
  const torch::Tensor before = (options.current ? j <= i : j < i).unsqueeze(0).unsqueeze(0);
  const torch::Tensor seen = visible(problem);
  return seen.defined() ? before & seen : before;
}
}  // namespace

torch::Tensor stick_breaking_weights(const AttentionProblem& problem, const StickBreakingOptions& options) {
  torch::Tensor scores = scaled_logits(problem);
  if (problem.softcap) scores = torch::tanh(scores / *problem.softcap) * *problem.softcap;
  const torch::Tensor breaks = breaking(problem, options);
  const torch::Tensor left = torch::log_sigmoid(-scores).masked_fill(~breaks, 0);  // ln of what each key leaves
  const torch::Tensor left_before = left.flip({-1}).cumsum(-1).flip({-1}) - left;
  const torch::Tensor log_weights = torch::log_sigmoid(scores) + left_before;
  return log_weights.masked_fill(~breaks, -std::numeric_limits<double>::infinity()).exp();
}

torch::Tensor StickBreakingImpl::attend(const AttentionProblem& problem, const LayerCall&) {
  torch::Tensor weights = stick_breaking_weights(problem, options).to(problem.q.scalar_type());
  if (problem.dropout > 0) weights = weights * dropout_factors(problem);
  return torch::matmul(weights, problem.v.repeat_interleave(problem.q.size(1) / problem.v.size(1), 1));
}

}  // namespace sextant::position
