// Where a token stands in its number: what assigners that read the tokens share.
//
// Which tokens are digits is the vocabulary's business, so a spec says it: digits=3-12. A vocabulary without a token
// between numbers, such as that of data/adder, where the digit 0 is the separator, has one endless number.
#pragma once

#include <torch/types.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sextant/position/scheme.h"

namespace sextant::position {

/// The token ids that a set such as "3-12" or "3/4/5" names.
/// @throws c10::ValueError naming `who` unless it names at least one and none is counted from the end
std::vector<int64_t> digit_tokens(std::string_view who, const std::optional<std::string>& set);

/// 1, 2, … along each run of digits inside a document, 0 at other tokens and padding: int64 [B, T].
torch::Tensor digit_runs(const AssignCall& call, const std::vector<int64_t>& digits);

}  // namespace sextant::position
