// Rotation of queries and keys by position: RoFormer, arXiv:2104.09864, section 3.2.
#pragma once

#include <torch/types.h>

namespace sextant {

/// Which two of R rotated channels form pair p.
///   kHalves       (p, p + R/2)   GPT-NeoX, Hugging Face Llama   c c c c s s s s
///   kInterleaved  (2p, 2p + 1)   RoFormer, GPT-J, Meta Llama    c s c s c s c s
enum class PairLayout { kHalves, kInterleaved };

/// Turns the first R channels of each head; the others pass. Scales are folded in (YaRN: its factor).
struct Rotation {
  torch::Tensor q_cos, q_sin;  ///< float [T, R/2], or [B|1, H|1, T, R/2] if they differ by row or head
  torch::Tensor k_cos, k_sin;  ///< float [S, R/2], or [B|1, K|1, S, R/2]
  PairLayout layout = PairLayout::kHalves;
};

/// x [B, heads, T, D] with its first R channels turned; R/2 = the tables' last dimension.
/// Computed in float32 or better, returned in x's dtype. A new tensor; x stays as it is.
/// @throws c10::ValueError if R > D or the tables do not broadcast to [B, heads, T, R/2]
torch::Tensor rotated(const torch::Tensor& x, const torch::Tensor& cos, const torch::Tensor& sin, PairLayout layout);

/// Replaces q and k by turned copies.
void rotate(torch::Tensor& q, torch::Tensor& k, const Rotation& rotation);

}  // namespace sextant
