#include "sextant/position/slopes.h"

#include <c10/util/Exception.h>

#include <bit>
#include <cmath>

namespace sextant::position {
namespace {
/// 2^(-8/n), 2^(-16/n), … 2^-8.
std::vector<double> falling_slopes(int64_t n) {
  std::vector<double> slopes;
  for (int64_t h = 1; h <= n; ++h) slopes.push_back(std::exp2(-8.0 * static_cast<double>(h) / static_cast<double>(n)));
  return slopes;
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

}  // namespace sextant::position
