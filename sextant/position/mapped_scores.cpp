#include "sextant/position/mapped_scores.h"

#include "sextant/position/distance.h"
#include "sextant/position/ids.h"

namespace sextant::position {
namespace {
torch::Tensor turned(const torch::Tensor& x, const torch::Tensor& ids, RowTable& table, PairLayout layout) {
  const torch::Tensor rows = table.rows({.count = x.size(2), .ids = ids}, x.device(), table_dtype(x));
  return rotated(x, table_part(rows, 0), table_part(rows, 1), layout);
}

/// scale·q·k of one part, [B, H, Q, S], float32 or better.
torch::Tensor scores_of(const AttentionProblem& problem, const MappedPart& part, RowTable& table, PairLayout layout) {
  const torch::ScalarType dtype = table_dtype(problem.q);
  const torch::Tensor q = turned(problem.q.to(dtype), part.queries, table, layout);
  const torch::Tensor k = turned(problem.k.to(dtype), part.keys, table, layout);
  const torch::Tensor shared = k.repeat_interleave(q.size(1) / k.size(1), 1);
  const double scale = problem.scale.value_or(1 / std::sqrt(static_cast<double>(q.size(-1))));
  return torch::matmul(q, shared.transpose(-1, -2)) * scale;
}
}  // namespace

torch::Tensor mapped_distances(const DistanceMap& map, const torch::Tensor& i, const torch::Tensor& j) {
  torch::Tensor distances;
  for (const MappedPart& part : map(i, j)) {
    const torch::Tensor own = part.queries.unsqueeze(-1) - part.keys.unsqueeze(-2);
    distances = distances.defined() ? torch::where(part.chosen, own, distances) : own;
  }
  return distances;
}

torch::Tensor mapped_attention(std::string_view who, const AttentionProblem& problem, const DistanceMap& map,
                               RowTable& table, PairLayout layout) {
  check_integers(who, problem);
  const torch::Device device = problem.q.device();
  const torch::Tensor i = ids_by_row(who, problem.queries).to(device), j = ids_by_row(who, problem.keys).to(device);
  torch::Tensor scores;
  for (const MappedPart& part : map(i, j)) {
    const torch::Tensor own = scores_of(problem, part, table, layout);
    scores = scores.defined() ? torch::where(part.chosen.unsqueeze(1), own, scores) : own;
  }
  // The products are all in the bias, so what attention() adds to them is nothing.
  AttentionProblem scored = problem;
  scored.q = torch::zeros_like(problem.q);
  scored.bias.push_back(DenseBias{scores});
  return attention(scored);
}

}  // namespace sextant::position
