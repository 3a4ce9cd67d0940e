// Measures whether a scheme sees differences of position alone: attention over the same tokens, moved as a whole.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sextant/position/request.h"

namespace sextant::tasks {

/// What moving every token by `shift` did.
struct ShiftChange {
  double shift;
  std::optional<double> change = {};  ///< largest change of an output over the largest output
  std::string refusal = {};           ///< why there is none: the encoding has no such positions
};

/// One layer of attention in float64 with random weights and tokens, the input fused as in a model.
/// @param tokens  of the sequence
/// @throws c10::ValueError or std::invalid_argument if the spec is none
std::vector<ShiftChange> shift_changes(const std::string& spec, const position::SchemeRequest& request, int64_t tokens,
                                       const std::vector<double>& shifts);

}  // namespace sextant::tasks
