#include "sextant/position/rule/liere.h"

#include "sextant/position/ids.h"
#include "sextant/position/turned_blocks.h"

namespace sextant::position {
namespace {
void check_options(const LiereOptions& options) {
  TORCH_CHECK_VALUE(options.block >= 2 && options.channels % options.block == 0,
                    "liere: block must be at least 2 and divide ", options.channels, " channels, got ", options.block);
  TORCH_CHECK_VALUE(!options.extents.empty(), "liere: extents name one axis at least, got 0");
  for (const int64_t extent : options.extents)
    TORCH_CHECK_VALUE(extent >= 1, "liere: every extent must be at least 1, got ", extent);
  TORCH_CHECK_VALUE(std::isfinite(options.spread) && options.spread > 0, "liere: spread must be positive, got ",
                    options.spread);
}

/// What makes one unit of each axis, float64 [axes, 1, 1].
torch::Tensor units(const std::vector<int64_t>& extents) {
  return (torch::tensor(extents).to(torch::kFloat64) - 1).clamp_min(1).view({-1, 1, 1});
}
}  // namespace

LiereImpl::LiereImpl(const LiereOptions& options) : options(options) {
  check_options(options);
  const int64_t axes = std::ssize(options.extents), blocks = options.channels / options.block;
  const torch::Tensor drawn =
      torch::rand({axes, options.key_heads, blocks, options.block, options.block}, options.generator);
  matrices = register_parameter("matrices", drawn * options.spread);
}

torch::Tensor LiereImpl::rotations(const Positions& positions) const {
  const torch::Tensor above = matrices.to(torch::kFloat64).triu(1);
  const torch::Tensor skew = (above - above.transpose(-1, -2)).unsqueeze(2);  // [axes, K, 1, D/b, b, b]
  const torch::Tensor ids = real_axis_ids("liere", positions, std::ssize(options.extents)).to(skew.device());
  const torch::Tensor x = ids / units(options.extents).to(skew.device());  // [axes, B|1, T]
  const torch::Tensor by_place = x.unsqueeze(2).unsqueeze(-1).unsqueeze(-1).unsqueeze(-1);
  return torch::linalg_matrix_exp((by_place * skew.unsqueeze(1)).sum(0));
}

torch::Tensor LiereImpl::attend(const AttentionProblem& problem, const LayerCall& call) {
  TORCH_CHECK_VALUE(problem.q.size(1) == options.heads, "liere: its matrices are for ", options.heads, " heads, got ",
                    problem.q.size(1));
  return attend_turned(problem, call, [this](const Positions& positions) { return rotations(positions); });
}

}  // namespace sextant::position
