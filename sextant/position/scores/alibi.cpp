#include "sextant/position/scores/alibi.h"

#include <bit>

#include "sextant/position/distance.h"
#include "sextant/position/ids.h"

namespace sextant::position {
namespace {
/// 2^(-8/n), 2^(-16/n), … 2^-8.
std::vector<double> falling_slopes(int64_t n) {
  std::vector<double> slopes;
  for (int64_t h = 1; h <= n; ++h) slopes.push_back(std::exp2(-8.0 * static_cast<double>(h) / static_cast<double>(n)));
  return slopes;
}

void check_options(const AlibiOptions& options) {
  const bool both_ways = options.attention == Direction::kBothWays;
  TORCH_CHECK_VALUE(!both_ways || options.direction != AlibiDirection::kCausal,
                    "alibi: direction=causal needs causal attention; symmetric and asymmetric see keys ahead");
  TORCH_CHECK_VALUE(options.direction != AlibiDirection::kAsymmetric || options.learned,
                    "alibi: direction=asymmetric needs learned=true, since fixed slopes are equal on both sides");
}
}  // namespace

std::vector<double> alibi_slopes(int64_t heads, SlopeRule rule) {
  TORCH_CHECK_VALUE(heads >= 1, "alibi: heads must be at least 1, got ", heads);
  if (rule == SlopeRule::kClosed) return falling_slopes(heads);
  const auto below = static_cast<int64_t>(std::bit_floor(static_cast<uint64_t>(heads)));
  std::vector<double> slopes = falling_slopes(below);
  const std::vector<double> above = falling_slopes(2 * below);
  for (size_t h = 0; std::ssize(slopes) < heads; h += 2) slopes.push_back(above[h]);
  return slopes;
}

AlibiImpl::AlibiImpl(const AlibiOptions& options)
    : options(options), fixed_(torch::tensor(alibi_slopes(options.heads, options.slopes), torch::kFloat64)) {
  check_options(options);
  const torch::Tensor initial = fixed_.host().to(torch::kFloat32);
  if (options.learned) slopes = register_parameter("slopes", initial.clone());
  if (options.direction == AlibiDirection::kAsymmetric) ahead = register_parameter("ahead", initial.clone());
}

torch::Tensor AlibiImpl::slopes_for(const torch::Tensor& q) {
  return slopes.defined() ? slopes : fixed_.at(q.device(), table_dtype(q));
}

ScoreTerms AlibiImpl::terms(const AttentionProblem& problem, const LayerCall&) {
  check_line("alibi", problem);
  const torch::Tensor slopes = slopes_for(problem.q);
  ScoreTerms terms{.bias = {LinearBias{.slopes = slopes, .ahead = ahead}}};
  if (options.tilt == 0) return terms;
  terms.bias.push_back(distance_bias("alibi", problem, [&](const torch::Tensor& offsets) {
    return slopes.unsqueeze(-1) * options.tilt * (offsets < 0).to(slopes.scalar_type());
  }));
  return terms;
}

}  // namespace sextant::position
