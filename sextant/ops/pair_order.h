// Weights made for one layout of rotary pairs, reordered for the other. q·k does not change when the channels of both
// are permuted alike, so reordering the rows of W_q and W_k, their biases and the gains of q's and k's norms is exact.
// Never reorder the rows of W_v.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

#include "sextant/ops/rotation.h"

namespace sextant {

/// Which channels of a head turn, from the first on.
struct TurnedChannels {
  int64_t head_channels;  ///< D
  /// Runs of channels that are paired among themselves: {R} for a sequence, one an axis for axial rotations.
  std::vector<int64_t> parts;
};

/// For each channel of a head in layout `to`, the channel that holds it in layout `from`; channels that do not turn
/// stay. Halves from interleaved, R = D = 8: 0 2 4 6 1 3 5 7.
/// @throws c10::ValueError unless every part is even and at least 2, and together they fit the head
std::vector<int64_t> pair_order(const TurnedChannels& turned, PairLayout from, PairLayout to);

/// The rows of a projection's weight [heads·D, …], its bias [heads·D] or a gain [D], each head in that order.
/// @throws c10::ValueError if the rows are no whole number of heads
torch::Tensor reordered_heads(const torch::Tensor& rows, const std::vector<int64_t>& order);

}  // namespace sextant
