// Tokens as rows of a table, and place 1: position fused with them.
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>
#include <torch/types.h>

#include <cstdint>

#include "sextant/nn/dropping.h"
#include "sextant/nn/linear.h"
#include "sextant/position/scheme.h"

namespace sextant::nn {

class TokenEmbeddingImpl final : public torch::nn::Module {
 public:
  TokenEmbeddingImpl(int64_t vocabulary, int64_t channels);
  /// @param tokens int64 [B, T]  @return [B, T, C]
  /// @throws c10::ValueError naming the first token outside [0, V)
  torch::Tensor forward(const torch::Tensor& tokens) const;

  torch::Tensor weight;  ///< [V, C], zeros at first
};
TORCH_MODULE(TokenEmbedding);

/// Fuses the stream at the input of a layer with the rows of an embedding encoding.
class InputFusionImpl final : public torch::nn::Module {
 public:
  /// The encoding is used, not registered. Only kConcat has weights of its own.
  InputFusionImpl(int64_t channels, position::InputTerm term);
  /// @param call  .x is the stream
  /// @return [B, T, C]
  torch::Tensor forward(const position::LayerCall& call, const Dropping& dropping = {});
  /// The token embeddings as the model's stream starts with them.
  torch::Tensor scaled(const torch::Tensor& embeddings) const;
  /// Whether the input of `layer` is fused.
  bool applies(int64_t layer) const;

  const position::InputTerm term;
  Linear concat = nullptr;  ///< 2C to C: [x | P], for kConcat
};
TORCH_MODULE(InputFusion);

}  // namespace sextant::nn
