// Where the tokens of a model's call stand, from documents, shifts, given ids and the scheme's assigners.
#pragma once

#include "sextant/models/block_stack.h"

namespace sextant::models {

/// Checks the call, appends it to the cache's tokens and positions, and lets the scheme's assigners speak. Ids given in
/// the call stand above any assigner.
/// @param longest  tokens the model was made for
/// @throws c10::ValueError naming the tensor that does not fit the tokens or the cache
CallPositions take_in(const TokenCall& call, const position::Scheme& scheme, int64_t longest, ModelCache& cache);

}  // namespace sextant::models
