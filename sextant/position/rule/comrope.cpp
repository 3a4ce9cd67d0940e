#include "sextant/position/rule/comrope.h"

#include "sextant/position/ids.h"
#include "sextant/position/turned_blocks.h"

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
  const torch::Tensor ids = real_axis_ids("comrope", positions, kAxes).to(skew.device());  // [2, B|1, T]
  const torch::Tensor extents = torch::tensor(options.extents).to(skew.device(), torch::kFloat64).view({kAxes, 1, 1});
  const torch::Tensor x = (ids / extents).permute({1, 2, 0});                    // [B|1, T, 2]
  const torch::Tensor along = torch::matmul(x, directions.to(torch::kFloat64));  // [B|1, T, D/b]
  return torch::linalg_matrix_exp(along.unsqueeze(1).unsqueeze(-1).unsqueeze(-1) * skew.unsqueeze(1));
}

torch::Tensor ComropeImpl::attend(const AttentionProblem& problem, const LayerCall& call) {
  TORCH_CHECK_VALUE(problem.q.size(1) == options.heads, "comrope: its matrices are for ", options.heads, " heads, got ",
                    problem.q.size(1));
  return attend_turned(problem, call, [this](const Positions& positions) { return rotations(positions); });
}

}  // namespace sextant::position
