// The float32 arithmetic of Hugging Face transformers, step by step, so that tables are equal bit for bit.
//
// transformers 5.24, modeling_rope_utils.py: _compute_{default,linear,dynamic,yarn,llama3,longrope}_… and the forward
// pass of LlamaRotaryEmbedding. Schedules without a form there (ntk and its kin, clip) are worked out in float64 and
// cast.
#pragma once

#include <torch/types.h>

#include "sextant/position/rotary_scaling.h"

namespace sextant::position {

/// float32 [R/2].
/// @param length  tokens, read by the schedules that depend on it
torch::Tensor hf32_frequencies(const RotaryBasis& basis, const Scaling& scaling, int64_t length);

/// float64 positions [n] → float32 [n, 2, R/2]: cosines, then sines, times `factor`.
torch::Tensor hf32_rows(const torch::Tensor& ids, const torch::Tensor& frequencies, double factor);

}  // namespace sextant::position
