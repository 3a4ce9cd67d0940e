// What the training loop eats: plain tensors, made by a pure function of the step.
//
// Not here: positions. The room `models` makes them of the documents.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>

namespace sextant::data {

/// A target that is not scored: PyTorch's own ignore_index.
constexpr int64_t kIgnore = -100;

/// One training batch.
struct Batch {
  torch::Tensor tokens;   ///< int64 [B, T]
  torch::Tensor targets;  ///< int64 [B, T]: what stands after each token; kIgnore is not scored
  torch::Tensor documents =
      {};  ///< int64 [B, T]: a token sees its own document only; -1 = padding; undefined = one each
};

/// The batch of a step, counted from 0. A pure function, so that resuming needs no state.
using BatchAt = std::function<Batch(int64_t step)>;

}  // namespace sextant::data
