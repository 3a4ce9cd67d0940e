// A short causal convolution along the tokens, channel by channel, as it stands before many input-dependent encodings.
#pragma once

#include <torch/types.h>

namespace sextant::position {

/// Σ_b taps[c, n - 1 - b]·values[t - b, c]; tokens before the first count as zeros, and no tap reaches another
/// document.
/// @param values     [B, S, C]
/// @param taps       [C, n], the last of them for the token itself
/// @param documents  int64 [B|1, S] on any device; undefined: one document
/// @return [B, S, C]
torch::Tensor short_convolution(const torch::Tensor& values, const torch::Tensor& taps, const torch::Tensor& documents);

}  // namespace sextant::position
