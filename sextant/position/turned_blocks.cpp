#include "sextant/position/turned_blocks.h"

#include "sextant/position/ids.h"

namespace sextant::position {

torch::Tensor turned_blocks(const torch::Tensor& x, const torch::Tensor& rotations) {
  const torch::Tensor by_head = rotations.repeat_interleave(x.size(1) / rotations.size(1), 1);
  const torch::Tensor blocks = x.unflatten(-1, {rotations.size(3), rotations.size(4)}).unsqueeze(-1);
  const torch::ScalarType wide = table_dtype(x);
  return torch::matmul(by_head.to(wide), blocks.to(wide)).flatten(-3).to(x.scalar_type());
}

torch::Tensor attend_turned(const AttentionProblem& problem, const LayerCall& call, const BlockRotations& rotations) {
  const torch::Tensor known = recall(call, 0);
  const int64_t keys = call.keys.count, first = known.defined() ? known.size(2) : 0;
  const torch::Tensor fresh = turned_blocks(problem.k.slice(2, first), rotations(slice(call.keys, first, keys)));
  AttentionProblem together = problem;
  together.q = turned_blocks(problem.q, rotations(call.queries));
  together.k = remember(call, 0, fresh);
  return attention(together);
}

}  // namespace sextant::position
