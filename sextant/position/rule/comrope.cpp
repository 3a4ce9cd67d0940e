#include "sextant/position/rule/comrope.h"

#include "sextant/position/ids.h"

namespace sextant::position {
namespace {
constexpr int64_t kAxes = 2;

void check_options(const ComropeOptions& options) {
  TORCH_CHECK_VALUE(options.block >= 2 && options.channels % options.block == 0,
                    "comrope: block must be at least 2 and divide ", options.channels, " channels, got ",
                    options.block);
  TORCH_CHECK_VALUE(std::ssize(options.extents) == kAxes, "comrope: a grid has the extents of 2 axes, got ",
                    options.extents.size());
  for (const int64_t extent : options.extents)
    TORCH_CHECK_VALUE(extent >= 1, "comrope: every extent must be at least 1, got ", extent);
  TORCH_CHECK_VALUE(options.spread > 0, "comrope: spread must be positive, got ", options.spread);
}

/// x [B, heads, T, D] with its blocks turned.
torch::Tensor turned(const torch::Tensor& x, const torch::Tensor& rotations) {
  const torch::Tensor by_head = rotations.repeat_interleave(x.size(1) / rotations.size(1), 1);
  const torch::Tensor blocks = x.unflatten(-1, {rotations.size(3), rotations.size(4)}).unsqueeze(-1);
  const torch::ScalarType wide = table_dtype(x);
  return torch::matmul(by_head.to(wide), blocks.to(wide)).flatten(-3).to(x.scalar_type());
}
}  // namespace

ComropeImpl::ComropeImpl(const ComropeOptions& options) : options(options) {
  check_options(options);
  const int64_t blocks = options.channels / options.block;
  const torch::Tensor drawn =
      torch::randn({options.key_heads, blocks, options.block, options.block}, options.generator);
  matrices = register_parameter("matrices", drawn * options.spread);
  directions = register_parameter("directions", torch::randn({kAxes, blocks}, options.generator));
}

torch::Tensor ComropeImpl::rotations(const Positions& positions) const {
  const torch::Tensor skew = (matrices - matrices.transpose(-1, -2)).to(torch::kFloat64);
  const torch::Tensor ids = axis_ids("comrope", positions, kAxes).to(skew.device(), torch::kFloat64);
  const torch::Tensor by_row = ids.dim() == 2 ? ids.unsqueeze(1) : ids;  // [2, B|1, T]
  const torch::Tensor extents = torch::tensor(options.extents).to(skew.device(), torch::kFloat64).view({kAxes, 1, 1});
  const torch::Tensor x = (by_row / extents).permute({1, 2, 0});                 // [B|1, T, 2]
  const torch::Tensor along = torch::matmul(x, directions.to(torch::kFloat64));  // [B|1, T, D/b]
  return torch::linalg_matrix_exp(along.unsqueeze(1).unsqueeze(-1).unsqueeze(-1) * skew.unsqueeze(1));
}

torch::Tensor ComropeImpl::attend(const AttentionProblem& problem, const LayerCall& call) {
  TORCH_CHECK_VALUE(problem.q.size(1) == options.heads, "comrope: its matrices are for ", options.heads, " heads, got ",
                    problem.q.size(1));
  const torch::Tensor known = recall(call, 0);
  const int64_t keys = call.keys.count, first = known.defined() ? known.size(2) : 0;
  const torch::Tensor fresh = turned(problem.k.slice(2, first), rotations(slice(call.keys, first, keys)));
  AttentionProblem together = problem;
  together.q = turned(problem.q, rotations(call.queries));
  together.k = remember(call, 0, fresh);
  return attention(together);
}

}  // namespace sextant::position
