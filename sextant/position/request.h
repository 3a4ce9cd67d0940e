// What a scheme is built for: the sizes of the model around it.
#pragma once

#include <ATen/core/Generator.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "sextant/position/scheme.h"
#include "sextant/settings/spec.h"

namespace sextant::position {

/// Which keys a query may see: those up to its own place, all of its sequence, or all of another sequence, whose places
/// are its own (cross-attention: an encoding's queries and keys then differ in count and positions).
enum class Direction { kCausal, kBothWays, kAcross };

struct SchemeRequest {
  int64_t channels;       ///< C
  int64_t layers;         ///< L; 0 for recurrent models
  int64_t heads;          ///< H
  int64_t key_heads;      ///< K
  int64_t head_channels;  ///< D
  int64_t longest;        ///< L0, tokens of the longest training sequence
  Direction direction = Direction::kCausal;
  /// Lets a rotation be scaled on layers whose window or chunk never shows them a longer distance.
  bool scale_inside_windows = false;
  /// Draws the first values of weights; none: LibTorch's global one. A model has its own, so that models made on
  /// several threads at once do not disturb each other's draws.
  std::optional<at::Generator> generator = {};
  std::vector<int64_t> extents = {};                      ///< of several axes; empty = a sequence
  std::function<Encoding(std::string_view)> nested = {};  ///< builds the scheme named in `over=`
};

}  // namespace sextant::position
