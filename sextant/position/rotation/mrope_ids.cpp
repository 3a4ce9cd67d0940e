#include "sextant/position/rotation/mrope_ids.h"

#include <algorithm>
#include <cmath>

#include "sextant/position/ids.h"

namespace sextant::position {
namespace {

/// The positions of one run that begins at 0.  int64 [3, n]
struct FromNought {
  torch::Tensor operator()(const TextRun& run) const {
    TORCH_CHECK_VALUE(run.tokens >= 0, "mrope: tokens must be at least 0, got ", run.tokens);
    return torch::arange(run.tokens, torch::kInt64).expand({3, -1});
  }
  torch::Tensor operator()(const VisualRun& run) const {
    TORCH_CHECK_VALUE(std::isfinite(run.frame_step) && run.frame_step >= 0,
                      "mrope: frame_step must be at least 0, got ", run.frame_step);
    const torch::Tensor grid = grid_ids({run.frames, run.rows, run.columns}).select(1, 0);
    const torch::Tensor times = (grid[0].to(torch::kFloat64) * run.frame_step).floor().to(torch::kInt64);
    return torch::stack({times, grid[1], grid[2]});
  }
};

}  // namespace

MropeIds mrope_ids(const std::vector<MropeRun>& runs) {
  std::vector<torch::Tensor> parts{torch::empty({3, 0}, torch::kInt64)};
  int64_t next = 0, tokens = 0;
  for (const MropeRun& run : runs) {
    const torch::Tensor part = std::visit(FromNought{}, run) + next;
    if (part.numel() > 0) next = part.max().item<int64_t>() + 1;
    tokens += part.size(1);
    parts.push_back(part);
  }
  return {.ids = torch::cat(parts, 1).unsqueeze(1), .delta = next - tokens};
}

}  // namespace sextant::position
