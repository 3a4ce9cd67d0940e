// Attention by at::scaled_dot_product_attention, whose CPU kernel keeps no [Q, S] table of weights.
#pragma once

#include <optional>
#include <string>

#include "sextant/ops/attention.h"

namespace sextant {

std::optional<std::string> sdpa_declines(const AttentionProblem& problem);
torch::Tensor sdpa(const AttentionProblem& problem);

}  // namespace sextant
