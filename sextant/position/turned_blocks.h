// Attention whose queries and keys have blocks of channels turned by a matrix of where their token stands.
//
// Ground of the rules that turn more channels at once than the pairs of a rotation: ComRoPE, LieRE.
#pragma once

#include <torch/types.h>

#include <functional>

#include "sextant/position/scheme.h"

namespace sextant::position {

/// Orthogonal matrices of these tokens, float64 [B|1, K, T, D/b, b, b].
using BlockRotations = std::function<torch::Tensor(const Positions&)>;

/// x [B, heads, T, D] with its blocks of b channels turned, in x's dtype; heads that share keys share matrices.
torch::Tensor turned_blocks(const torch::Tensor& x, const torch::Tensor& rotations);

/// Attention of turned queries and keys. Turned keys are remembered: a matrix costs far more than the product with it.
/// @return [B, H, T, E]
torch::Tensor attend_turned(const AttentionProblem& problem, const LayerCall& call, const BlockRotations& rotations);

}  // namespace sextant::position
