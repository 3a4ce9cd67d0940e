// Dropout of attention weights that any implementation can make again: (seed, b, h, i, j) decides.
#pragma once

#include "sextant/ops/attention.h"

namespace sextant {

/// What the weights are multiplied by: 0 with probability problem.dropout, else 1 / (1 - dropout). Row b, head h and
/// the orders i of the query and j of the key decide, so a sequence decoded in parts drops what the whole drops.
/// @return [B, H, Q, S] in q's dtype, on its device
torch::Tensor dropout_factors(const AttentionProblem& problem);

}  // namespace sextant
