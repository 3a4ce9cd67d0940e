// Attention whose rotary angles are those of mapped distances: near pairs as they are, far ones as if they were nearer.
//
// Ground of the rules that stretch a trained context without training: Self-Extend, dual chunk attention, ReRoPE.
#pragma once

#include <torch/types.h>

#include <functional>
#include <vector>

#include "sextant/position/rotary_table.h"
#include "sextant/position/scheme.h"

namespace sextant::position {

/// Pairs that are scored as if the query stood at one place and the key at another.
struct MappedPart {
  torch::Tensor queries;  ///< int64 [B|1, Q]
  torch::Tensor keys;     ///< int64 [B|1, S]
  torch::Tensor chosen;   ///< bool [B|1, Q, S]: the pairs it holds for; later parts win
};
/// Parts of positions i [B|1, Q] of queries and j [B|1, S] of keys. The first holds for all pairs that no other does.
using DistanceMap = std::function<std::vector<MappedPart>(const torch::Tensor& i, const torch::Tensor& j)>;

/// The distances a map gives.  int64 [B|1, Q, S]
torch::Tensor mapped_distances(const DistanceMap& map, const torch::Tensor& i, const torch::Tensor& j);

/// Attention with the scores of each part, in O(parts·Q·S) memory.  [B, H, Q, E]
/// @throws c10::ValueError naming `who` for real positions or several axes
torch::Tensor mapped_attention(std::string_view who, const AttentionProblem& problem, const DistanceMap& map,
                               RowTable& table, PairLayout layout);

}  // namespace sextant::position
