// Blocks one upon the other under one scheme, from embeddings to normed outputs: what every transformer here is made
// of.
//
// Not here: embeddings and heads, which models have of their own (transformer.h, encoder_decoder.h).
#pragma once

#include <torch/nn/module.h>
#include <torch/types.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "sextant/models/model.h"
#include "sextant/nn/block.h"
#include "sextant/nn/embedding.h"
#include "sextant/nn/kv_cache.h"

namespace sextant::models {

/// What a model keeps of a batch of sequences it has read.
struct ModelCache {
  torch::Tensor tokens = {};  ///< int64 [B, S], all so far
  torch::Tensor rows = {};    ///< int64 [B], the place each row began at, which random positions go by; none: it has it
  Positions plain = {};       ///< order, documents and origin of them
  std::vector<nn::LayerCache> layers = {};
  Positions input_keys = {};                 ///< the positions place 1 saw
  std::vector<position::Memory> input = {};  ///< one for each layer whose input is fused with place 1
};

/// Row n becomes the old row rows[n], of all a cache holds: beam search.  int64 [B']
void pick(ModelCache& cache, const torch::Tensor& rows);

/// The call's tokens as place 1 and places 2 to 4 see them.
struct CallPositions {
  Positions input, layers;
};

/// What the blocks are given.
struct StackCall {
  torch::Tensor x;  ///< [B, T, C], embeddings
  CallPositions here;
  nn::Dropping dropping = {};
};

class BlockStack {
 public:
  /// Registers `input`, `layers.N` and `norm` in `owner`.
  /// @param options  resolved
  /// @param cross    the scheme of cross-attention, layer by layer; without one there is none
  BlockStack(torch::nn::Module& owner, const TransformerOptions& options, const position::Scheme& scheme,
             const std::optional<position::Scheme>& cross = {});
  /// Registers the modules of the schemes under `position`: once all other weights have their first values, for
  /// encodings have set their own.
  void register_position(torch::nn::Module& owner) const;

  /// @return [B, T, C], normed
  torch::Tensor forward(const StackCall& call, ModelCache& cache, const Watch& watch);
  /// Gives each layer's cache the keys of what an encoder has read.
  /// @param memory [B, S, C], at `places`
  void read_source(const torch::Tensor& memory, const Positions& places, ModelCache& cache);
  /// Whether what was computed when `cached` tokens were known still holds when `known` are (RotationEncoding::holds).
  bool holds(int64_t cached, int64_t known) const;

 private:
  position::Scheme scheme_;
  std::optional<position::Scheme> cross_;
  double dropout_;
  nn::InputFusion input_ = nullptr;
  std::vector<nn::Block> blocks_ = {};
  nn::Norm norm_ = nullptr;
};

}  // namespace sextant::models
