// What the training loop eats: plain tensors, made by a pure function of the step.
//
// Not here: positions of a text. The room `models` makes them of the documents.
#pragma once

#include <torch/types.h>

#include <array>
#include <cstdint>
#include <functional>
#include <utility>

namespace sextant::data {

/// A target that is not scored: PyTorch's own ignore_index.
constexpr int64_t kIgnore = -100;

/// One training batch: rows of tokens or of features, and what is to be said of them. What is undefined is not there.
struct Batch {
  torch::Tensor tokens = {};  ///< int64 [B, T]
  torch::Tensor targets;  ///< int64 [B, T], what stands after each token, or [B], a row's class; kIgnore: not scored
  torch::Tensor documents = {};  ///< int64 [B, T]: a token sees its own document only; -1 = padding; none = one each
  torch::Tensor features = {};   ///< float [B, T, F], read in place of tokens
  torch::Tensor positions = {};  ///< int64 or float64 [T], [B, T] or [A, B, T]; none = the order
  torch::Tensor source = {};     ///< int64 [B, S]: a text an encoder reads
  torch::Tensor source_documents = {};  ///< int64 [B, S], -1 = padding
};

/// Its tensors by name.
constexpr std::array<std::pair<const char*, torch::Tensor Batch::*>, 7> kBatchTensors = {
    {{"tokens", &Batch::tokens},
     {"targets", &Batch::targets},
     {"documents", &Batch::documents},
     {"features", &Batch::features},
     {"positions", &Batch::positions},
     {"source", &Batch::source},
     {"source_documents", &Batch::source_documents}}};

/// The batch with all its tensors on `device`.
Batch on_device(Batch batch, torch::Device device);
/// Tokens or feature rows a model reads of it, those of the source and padding included.
int64_t places_read(const Batch& batch);

/// The batch of a step, counted from 0. A pure function, so that resuming needs no state.
using BatchAt = std::function<Batch(int64_t step)>;

}  // namespace sextant::data
