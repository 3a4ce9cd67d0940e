#include "sextant/position/grid_offsets.h"

#include "sextant/position/ids.h"

namespace sextant::position {

torch::Tensor grid_offsets(std::string_view who, const AttentionProblem& problem) {
  constexpr int64_t kAxes = 2;
  const auto by_row = [&](const Positions& positions) {
    const torch::Tensor ids = axis_ids(who, positions, kAxes).to(problem.q.device());
    return ids.dim() == 2 ? ids.unsqueeze(1) : ids;  // [2, B|1, T]
  };
  return by_row(problem.queries).unsqueeze(-1) - by_row(problem.keys).unsqueeze(-2);
}

}  // namespace sextant::position
