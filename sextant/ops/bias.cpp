// Bias terms as one dense table.
#include "sextant/ops/attention.h"

namespace sextant {
namespace {

/// p_j - p_i, [Q, S] or [B, Q, S]; int64, or float64 for real positions.
torch::Tensor offsets(const AttentionProblem& problem) {
  const bool by_order = unit_spaced(problem.queries) && unit_spaced(problem.keys);
  const auto place = [&](const Positions& positions) {
    const torch::Tensor ids = (by_order ? order(positions) : position_ids(positions)).to(problem.q.device());
    TORCH_CHECK_VALUE(ids.dim() < 3 || ids.size(0) == 1,
                      "attention: a bias by distance needs positions of one axis, got ", ids.size(0));
    return ids.dim() == 3 ? ids.squeeze(0) : ids;
  };
  return place(problem.keys).unsqueeze(-2) - place(problem.queries).unsqueeze(-1);
}

/// [Q, S] or [B, Q, S] with an axis for heads: [1|B, 1, Q, S].
torch::Tensor over_heads(const torch::Tensor& table) {
  return table.dim() == 2 ? table.unsqueeze(0).unsqueeze(0) : table.unsqueeze(1);
}

torch::Tensor dense(const LinearBias& term, const AttentionProblem& problem, torch::ScalarType type) {
  const torch::Tensor offset = over_heads(offsets(problem)).to(type);
  const auto slope = [&](const torch::Tensor& slopes) { return slopes.to(type).view({1, -1, 1, 1}); };
  const torch::Tensor behind = slope(term.slopes) * -offset.abs();
  return term.ahead.defined() ? torch::where(offset > 0, slope(term.ahead) * -offset, behind) : behind;
}

torch::Tensor dense(const DistanceBias& term, const AttentionProblem& problem, torch::ScalarType type) {
  const torch::Tensor offset = offsets(problem);
  TORCH_CHECK_VALUE(offset.scalar_type() == torch::kInt64, "attention: a distance bias needs integer positions, got ",
                    offset.scalar_type());
  const int64_t farthest = (term.table.size(-1) - 1) / 2;
  const torch::Tensor index = offset.clamp(-farthest, farthest) + farthest;
  if (term.table.dim() == 4) {
    const auto shape = term.table.sizes();
    return term.table.to(type).gather(-1, over_heads(index).expand({shape[0], shape[1], shape[2], index.size(-1)}));
  }
  // As an embedding of N rows, since its backward adds whole rows; index_add along the last axis goes one by one.
  const torch::Tensor rows = torch::embedding(term.table.to(type).t().contiguous(), index);  // [(B,) Q, S, H|1]
  return (rows.dim() == 3 ? rows.unsqueeze(0) : rows).permute({0, 3, 1, 2});
}

/// values at each query's own order, or the nearest key's: [B|1, H|1, Q].
torch::Tensor at_own_order(const torch::Tensor& values, const AttentionProblem& problem) {
  const torch::Tensor own = (order(problem.queries) - problem.keys.first).clamp(0, problem.keys.count - 1);
  return values.index_select(-1, own.to(values.device()));
}

torch::Tensor dense(const KeyBias& term, const AttentionProblem& problem, torch::ScalarType type) {
  const torch::Tensor by_key = term.values.unsqueeze(2);
  const bool narrowed = term.values.scalar_type() == torch::kFloat64 && type != torch::kFloat64;
  if (!narrowed || problem.softcap || problem.keys.count == 0) return by_key.to(type);
  return (by_key - at_own_order(term.values.detach(), problem).unsqueeze(-1)).to(type);
}

torch::Tensor dense(const DenseBias& term, const AttentionProblem&, torch::ScalarType type) {
  return term.values.to(type);
}

}  // namespace

torch::Tensor dense_bias(const AttentionProblem& problem) {
  const auto type = problem.q.scalar_type() == torch::kFloat64 ? torch::kFloat64 : torch::kFloat32;
  torch::Tensor sum;
  for (const BiasTerm& term : problem.bias) {
    const torch::Tensor values = std::visit([&](const auto& shape) { return dense(shape, problem, type); }, term);
    sum = sum.defined() ? sum + values : values;
  }
  return sum;
}

}  // namespace sextant
