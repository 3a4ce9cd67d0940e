#include "sextant/position/scores/hard_alibi.h"

#include "sextant/position/distance.h"
#include "sextant/position/ids.h"

namespace sextant::position {
namespace {
torch::Tensor table_of(const HardAlibiOptions& options) {
  TORCH_CHECK_VALUE(0 <= options.heads && options.heads <= options.all_heads,
                    "hard-alibi: heads must be between 0 and ", options.all_heads, ", got ", options.heads);
  const torch::Tensor offsets = torch::arange(-options.heads, options.heads + 1).unsqueeze(0);
  const torch::Tensor h = torch::arange(options.all_heads).unsqueeze(1);
  const torch::Tensor hidden = (h < options.heads) & ((offsets < -h) | (offsets > 0));
  return torch::zeros(hidden.sizes(), torch::kFloat64).masked_fill(hidden, -std::numeric_limits<double>::infinity());
}
}  // namespace

HardAlibiImpl::HardAlibiImpl(const HardAlibiOptions& options) : options(options), table_(table_of(options)) {}

ScoreTerms HardAlibiImpl::terms(const AttentionProblem& problem, const LayerCall&) {
  check_integers("hard-alibi", problem);
  return {.bias = {DistanceBias{table_.at(problem.q.device(), table_dtype(problem.q))}}};
}

}  // namespace sextant::position
