#include "sextant/ops/pair_order.h"

#include <numeric>

namespace sextant {
namespace {

void check(const TurnedChannels& turned) {
  int64_t sum = 0;
  for (const int64_t part : turned.parts) {
    TORCH_CHECK_VALUE(part >= 2 && part % 2 == 0, "pair order: paired channels must be even and at least 2, got ",
                      part);
    sum += part;
  }
  TORCH_CHECK_VALUE(sum <= turned.head_channels, "pair order: at most ", turned.head_channels,
                    " channels of a head can turn, got ", sum);
}

/// Where the two channels of pair p of a part of R channels stand.
std::pair<int64_t, int64_t> places(int64_t pair, int64_t channels, PairLayout layout) {
  if (layout == PairLayout::kHalves) return {pair, pair + channels / 2};
  return {2 * pair, 2 * pair + 1};
}

}  // namespace

std::vector<int64_t> pair_order(const TurnedChannels& turned, PairLayout from, PairLayout to) {
  check(turned);
  std::vector<int64_t> order(static_cast<size_t>(turned.head_channels));
  std::iota(order.begin(), order.end(), 0);
  int64_t first = 0;
  for (const int64_t part : turned.parts) {
    for (int64_t pair = 0; pair < part / 2; ++pair) {
      const auto [source_a, source_b] = places(pair, part, from);
      const auto [target_a, target_b] = places(pair, part, to);
      order[static_cast<size_t>(first + target_a)] = first + source_a;
      order[static_cast<size_t>(first + target_b)] = first + source_b;
    }
    first += part;
  }
  return order;
}

torch::Tensor reordered_heads(const torch::Tensor& rows, const std::vector<int64_t>& order) {
  const auto channels = static_cast<int64_t>(order.size());
  TORCH_CHECK_VALUE(rows.dim() >= 1 && channels > 0 && rows.size(0) % channels == 0,
                    "pair order: rows must be whole heads of ", channels, " channels, got ", rows.sizes());
  const torch::Tensor index = torch::tensor(order, torch::kInt64).to(rows.device());
  std::vector<int64_t> by_head{rows.size(0) / channels, channels};
  by_head.insert(by_head.end(), rows.sizes().begin() + 1, rows.sizes().end());
  return rows.view(by_head).index_select(1, index).view(rows.sizes());
}

}  // namespace sextant
