#include "sextant/position/distance.h"

#include "sextant/position/ids.h"

namespace sextant::position {
namespace {
/// The greatest |p_j - p_i|, at least 0.
int64_t reach(std::string_view who, const AttentionProblem& problem) {
  const Positions &queries = problem.queries, &keys = problem.keys;
  if (queries.count == 0 || keys.count == 0) return 0;
  if (unit_spaced(queries) && unit_spaced(keys)) {
    const int64_t behind = queries.first + queries.count - 1 - keys.first;
    const int64_t ahead = keys.first + keys.count - 1 - queries.first;
    return std::max({behind, ahead, int64_t{0}});
  }
  const torch::Tensor i = line_ids(who, queries), j = line_ids(who, keys);
  const int64_t behind = i.max().item<int64_t>() - j.min().item<int64_t>();
  const int64_t ahead = j.max().item<int64_t>() - i.min().item<int64_t>();
  return std::max({behind, ahead, int64_t{0}});
}

bool real(const Positions& positions) { return positions.ids.defined() && positions.ids.is_floating_point(); }

DenseBias dense(std::string_view who, const AttentionProblem& problem, const BiasOfOffset& bias) {
  const torch::Device device = problem.q.device();
  const torch::Tensor i = ids_by_row(who, problem.queries).to(device), j = ids_by_row(who, problem.keys).to(device);
  const torch::Tensor offsets = (j.unsqueeze(1) - i.unsqueeze(2)).to(table_dtype(problem.q));  // [B|1, Q, S]
  const torch::Tensor values = bias(offsets.reshape({-1}));
  return {values.reshape({values.size(0), offsets.size(0), offsets.size(1), offsets.size(2)}).transpose(0, 1)};
}
}  // namespace

torch::Tensor ids_by_row(std::string_view who, const Positions& positions) {
  const torch::Tensor ids = line_ids(who, positions);
  return ids.dim() == 1 ? ids.unsqueeze(0) : ids;
}

void check_line(std::string_view who, const AttentionProblem& problem) {
  for (const Positions* positions : {&problem.queries, &problem.keys})
    if (positions->ids.defined() && positions->ids.dim() == 3) line_ids(who, *positions);
}

void check_integers(std::string_view who, const AttentionProblem& problem) {
  for (const Positions* positions : {&problem.queries, &problem.keys})
    if (positions->ids.defined()) integer_ids(who, *positions);
}

std::optional<int64_t> table_reach(std::string_view who, const AttentionProblem& problem) {
  check_line(who, problem);
  if (real(problem.queries) || real(problem.keys)) return std::nullopt;
  const int64_t farthest = reach(who, problem);
  const bool even = unit_spaced(problem.queries) && unit_spaced(problem.keys);
  const bool wide = !even && 2 * farthest + 1 > problem.q.size(2) * problem.k.size(2);
  return wide ? std::nullopt : std::optional(farthest);
}

BiasTerm distance_bias(std::string_view who, const AttentionProblem& problem, const BiasOfOffset& bias) {
  const std::optional<int64_t> farthest = table_reach(who, problem);
  if (!farthest) return dense(who, problem, bias);
  const auto like = torch::dtype(table_dtype(problem.q)).device(problem.q.device());
  return DistanceBias{bias(torch::arange(-*farthest, *farthest + 1, like))};
}

}  // namespace sextant::position
