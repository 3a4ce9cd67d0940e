// Dropout that a seed decides, so any implementation, and any later run, drops the same.
#pragma once

#include "sextant/ops/attention.h"

namespace sextant {

/// What the weights are multiplied by: 0 with probability problem.dropout, else 1 / (1 - dropout). Row b, head h and
/// the orders i of the query and j of the key decide, so a sequence decoded in parts drops what the whole drops.
/// @return [B, H, Q, S] in q's dtype, on its device
torch::Tensor dropout_factors(const AttentionProblem& problem);

/// x with each element 0 with the probability, else divided by 1 - probability. The seed and the element's index in
/// row-major order decide.
/// @throws c10::ValueError unless 0 <= probability < 1
torch::Tensor dropped(const torch::Tensor& x, double probability, uint64_t seed);

/// A seed for the n-th place inside whatever `seed` is for.
uint64_t seed_at(uint64_t seed, uint64_t place);

}  // namespace sextant
