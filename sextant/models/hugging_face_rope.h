// The rotary dictionary of a Hugging Face configuration as a spec. Part of hugging_face.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sextant/io/reading.h"
#include "sextant/position/pair_layout.h"

namespace sextant::models {

/// What stands around the dictionary and fills its gaps.
struct RopeSurroundings {
  PairLayout layout;
  double base;                           ///< if the dictionary has no rope_theta
  double fraction;                       ///< if it has no partial_rotary_factor
  int64_t longest;                       ///< max_position_embeddings
  std::optional<int64_t> original = {};  ///< original_max_position_embeddings beside the dictionary
};

/// "rope:…" or "p-rope:…" of one dictionary, every field of which is read.
/// @throws std::runtime_error naming an unknown rope_type, a missing field, or the fields its type has no use for
std::string rope_spec(const io::Json& dictionary, const std::string& where, const RopeSurroundings& around);

}  // namespace sextant::models
