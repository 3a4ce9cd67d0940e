// What a model's stream starts with: rows of an embedding where it reads tokens, a linear map of its rows where it
// reads features.
//
// Features are patches of an image (Dosovitskiy et al. 2020, arXiv:2010.11929, equation 1) or frames of sound: a map
// with a bias, as there. Not here: position, which joins later (block_stack.h).
#pragma once

#include <torch/nn/module.h>
#include <torch/types.h>

#include <cstdint>

#include "sextant/models/model.h"
#include "sextant/nn/embedding.h"
#include "sextant/nn/linear.h"

namespace sextant::models {

struct InputSizes {
  int64_t vocabulary;  ///< V, of tokens read; no matter if there are features
  int64_t features;    ///< F; 0 = tokens are read
  int64_t channels;    ///< C
};

class InputReader {
 public:
  /// Registers `embedding` or, with features, `projection` in `owner`.
  InputReader(torch::nn::Module& owner, const InputSizes& sizes);

  /// @return [B, T, C], on the device and in the dtype of the weight
  /// @throws c10::ValueError unless the call holds what is read here, [B, T] or [B, T, F]
  torch::Tensor read(const TokenCall& call) const;
  /// [V, C] of an embedding, [C, F] of a projection.
  const torch::Tensor& weight() const { return embedding_ ? embedding_->weight : projection_->weight; }

 private:
  nn::TokenEmbedding embedding_ = nullptr;
  nn::Linear projection_ = nullptr;
};

}  // namespace sextant::models
