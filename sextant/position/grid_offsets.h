// Offsets between queries and keys on a grid of two axes.
#pragma once

#include <torch/types.h>

#include <string_view>

#include "sextant/ops/attention.h"

namespace sextant::position {

/// p_i - p_j, query minus key, [2, B|1, Q, S] on the device of q; int64, or float64 if either side is real. A 1-D
/// position counts on both axes.
/// @throws c10::ValueError `WHO: positions have 1 or 2 axes, got A`
torch::Tensor grid_offsets(std::string_view who, const AttentionProblem& problem);

}  // namespace sextant::position
