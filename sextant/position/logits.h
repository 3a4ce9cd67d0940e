// The scores before position reaches them, for encodings that read them.
#pragma once

#include <torch/types.h>

#include "sextant/ops/attention.h"

namespace sextant::position {

/// What multiplies q·k: the problem's scale, or 1/√D.
double score_scale(const AttentionProblem& problem);

/// The keys that each query head reads: [B, K, S, D] → [B, H, S, D].
torch::Tensor keys_by_head(const AttentionProblem& problem);

/// scale·(q·k), without bias and mask, all of it at once: [B, H, Q, S], float64 if q is, else float32.
torch::Tensor scaled_logits(const AttentionProblem& problem);

}  // namespace sextant::position
