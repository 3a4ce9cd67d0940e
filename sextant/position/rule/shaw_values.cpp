#include "sextant/position/rule/shaw_values.h"

#include "sextant/ops/dropout.h"
#include "sextant/position/distance.h"

namespace sextant::position {

ShawValuesImpl::ShawValuesImpl(std::shared_ptr<ScoreEncoding> key_term, const torch::Tensor& rows,
                               int64_t head_channels, const std::optional<at::Generator>& generator)
    : key_term_(register_module("key_term", std::move(key_term))), rows_(rows) {
  constexpr double kStd = 0.02;  // as the key vectors
  values =
      register_parameter("values", torch::randn({rows.max().item<int64_t>() + 1, head_channels}, generator) * kStd);
}

/// int64 [B|1, 1, Q, S].
torch::Tensor ShawValuesImpl::row_of_each_pair(const AttentionProblem& problem) {
  const torch::Device device = problem.q.device();
  const torch::Tensor i = ids_by_row("shaw", problem.queries).to(device),
                      j = ids_by_row("shaw", problem.keys).to(device);
  const torch::Tensor rows = rows_.at(device, torch::kInt64);
  const int64_t farthest = (rows.size(0) - 1) / 2;
  const torch::Tensor offsets = (j.unsqueeze(1) - i.unsqueeze(2)).clamp(-farthest, farthest) + farthest;
  return rows.index_select(0, offsets.reshape({-1})).reshape(offsets.sizes()).unsqueeze(1);
}

torch::Tensor ShawValuesImpl::attend(const AttentionProblem& problem, const LayerCall& call) {
  AttentionProblem with_keys = problem;
  for (BiasTerm& term : key_term_->terms(problem, call).bias) with_keys.bias.push_back(std::move(term));
  torch::Tensor weights = attention_weights(with_keys);
  if (problem.dropout > 0) weights = weights * dropout_factors(with_keys);
  const int64_t heads = problem.q.size(1);
  const torch::Tensor plain = torch::matmul(weights, problem.v.repeat_interleave(heads / problem.v.size(1), 1));
  std::vector<int64_t> shape = weights.sizes().vec();
  shape.back() = values.size(0);
  const torch::Tensor by_row =
      torch::zeros(shape, weights.options()).scatter_add(-1, row_of_each_pair(problem).expand_as(weights), weights);
  return plain + torch::matmul(by_row, values.to(weights.scalar_type()));
}

}  // namespace sextant::position
