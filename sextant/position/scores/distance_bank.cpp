#include "sextant/position/scores/distance_bank.h"

#include "sextant/position/distance.h"
#include "sextant/position/ids.h"
#include "sextant/position/linear_start.h"

namespace sextant::position {

DistanceBankImpl::DistanceBankImpl(const DistanceBankOptions& options) : options(options) {
  TORCH_CHECK_VALUE(options.bases >= 1, "distance-bank: bases must be at least 1, got ", options.bases);
  TORCH_CHECK_VALUE(options.reach >= 1, "distance-bank: reach must be at least 1, got ", options.reach);
  const int64_t mixed = options.heads * options.bases;
  mix = register_parameter("mix", linear_start({mixed, options.channels}, options.channels, options.generator));
  constexpr double kStd = 0.02;  // initializer_range of the released configuration
  bank = register_parameter("bank", torch::randn({options.bases, options.reach}, options.generator) * kStd);
}

ScoreTerms DistanceBankImpl::terms(const AttentionProblem& problem, const LayerCall& call) {
  check_integers("distance-bank", problem);
  const int64_t farthest = std::min(table_reach("distance-bank", problem).value_or(options.reach), options.reach);
  const int64_t covered = std::min(farthest + 1, options.reach);  // distances 0 … covered - 1 have a profile
  const auto type = table_dtype(problem.q);
  const torch::Tensor shares = torch::matmul(call.x.to(type), mix.to(type).t())
                                   .unflatten(-1, {options.heads, options.bases})
                                   .transpose(1, 2);  // [B, H, T, bases]
  const torch::Tensor behind = torch::matmul(shares, bank.slice(1, 0, covered).flip({1}).to(type));
  // p_j - p_i = -M … M: no profile at -reach, then the farthest covered distance to 0, then keys ahead.
  return {.bias = {DistanceBias{torch::constant_pad_nd(behind, {farthest + 1 - covered, farthest})}}};
}

}  // namespace sextant::position
