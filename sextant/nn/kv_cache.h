// What one layer keeps of a batch of sequences. A forward pass without a cache uses a fresh one.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

#include "sextant/position/scheme.h"

namespace sextant::nn {

/// Keys and values of another sequence, read as a whole (cross_attention_layer.h).
struct SourceKeys {
  torch::Tensor k = {}, v = {};  ///< [B, K, S, D]; k raw
  Positions places = {};         ///< where they stand
};

struct LayerCache {
  torch::Tensor k = {}, v = {};  ///< [B, K, S, D]; k turned for good, or raw
  Positions keys = {};           ///< where they stand
  bool raw = false;              ///< set at birth: the rotation has versions, or the cache evicts
  position::Memory rotation = {}, rule = {};
  std::vector<position::Memory> scores = {};  ///< one for each score term
  SourceKeys source = {};                     ///< of cross-attention; whole, whatever is cut or evicted

  /// @throws c10::ValueError if `here` does not begin where `keys` ends
  void append(const torch::Tensor& new_k, const torch::Tensor& new_v, const Positions& here);
  /// Row n becomes the old row rows[n]: beam search.  int64 [B']
  void pick(const torch::Tensor& rows);
  /// Back to the first `tokens`.
  /// @throws c10::ValueError if there are fewer, or a memory has a running state, which nothing can take back
  void cut(int64_t tokens);
  /// Forgets tokens [from, to). Order becomes the index inside the cache; positions without ids do too.
  /// @throws c10::ValueError unless the cache is raw, the range lies inside it and no memory has a running state
  void evict(int64_t from, int64_t to);
};

/// Row n becomes the old row rows[n], of all a memory holds.
void pick(position::Memory& memory, const torch::Tensor& rows);
/// Back to the first `tokens`.
/// @throws c10::ValueError if the memory has a running state
void cut(position::Memory& memory, int64_t tokens);
/// Rows of positions that tell rows apart; others stay as they are.
void pick(Positions& positions, const torch::Tensor& rows);

}  // namespace sextant::nn
