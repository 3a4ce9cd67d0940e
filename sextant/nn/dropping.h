// What one call drops. Not here: the draws (ops/dropout.h).
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <optional>

#include "sextant/ops/dropout.h"

namespace sextant::nn {

/// Nothing is dropped without a seed.
struct Dropping {
  std::optional<uint64_t> seed = {};

  /// The same for the n-th place inside, with draws of its own.
  Dropping at(uint64_t place) const { return seed ? Dropping{seed_at(*seed, place)} : Dropping{}; }
  torch::Tensor of(const torch::Tensor& x, double probability) const {
    return seed ? dropped(x, probability, *seed) : x;
  }
};

}  // namespace sextant::nn
