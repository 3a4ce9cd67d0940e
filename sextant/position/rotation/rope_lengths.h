// Whose length decides the frequencies of a dynamic schedule.
#pragma once

#include <torch/types.h>

#include <optional>

#include "sextant/ops/positions.h"
#include "sextant/position/rotation/frequencies.h"

namespace sextant::position {

/// The number in length=N, or nothing for query and call.
/// @throws c10::ValueError for any other text
std::optional<int64_t> fixed_length(const DynamicScaling& scaling);

/// The length each query's table is that of: max(L0, its position + 1 rounded up to whole steps), or with length=call
/// that of the last query of its row.  int64 [T] or [B, T]
torch::Tensor query_lengths(const DynamicScaling& scaling, const Positions& positions);

}  // namespace sextant::position
