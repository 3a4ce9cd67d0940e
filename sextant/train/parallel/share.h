// The rows of a batch that one of several processes takes.
#pragma once

#include <cstdint>

#include "sextant/data/batch.h"

namespace sextant::train {

struct Share {
  data::Batch batch;
  double weight = 1;  ///< of its loss; 0: there were fewer rows than ranks, and this one only keeps the others company
};

/// Rows ⌊B·r/N⌋ to ⌊B·(r + 1)/N⌋, the whole batch for one rank.
/// @throws c10::ValueError unless 0 <= rank < ranks
Share share_of(const data::Batch& batch, int64_t rank, int64_t ranks);

}  // namespace sextant::train
