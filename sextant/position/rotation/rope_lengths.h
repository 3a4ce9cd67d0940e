// Whose length decides the frequencies of a schedule that depends on it.
#pragma once

#include <torch/types.h>

#include <optional>
#include <string>

#include "sextant/ops/positions.h"
#include "sextant/position/rotary_scaling.h"

namespace sextant::position {

struct LengthRule {
  int64_t original;             ///< L0, tokens: shorter calls have its table
  std::string length;           ///< query, call or a number of tokens
  std::optional<int64_t> step;  ///< tokens between tables past L0; 0 = L0/16; nothing: one table for all of them
};
/// Nothing for the schedules whose table is one for ever.
std::optional<LengthRule> length_rule(const Scaling& scaling);

/// The number in length=N, or nothing for query and call.
/// @throws c10::ValueError for any other text
std::optional<int64_t> fixed_length(const LengthRule& rule);

/// The length whose table serves `length` tokens exactly: at least L0, at most L0 + 1 if there is one table past it.
int64_t table_length(const LengthRule& rule, int64_t length);

/// The length each query's table is that of: its position + 1, past L0 rounded up to whole steps, or with length=call
/// that of the last query of its row.  int64 [T] or [B, T]
torch::Tensor query_lengths(const LengthRule& rule, const Positions& positions);

}  // namespace sextant::position
