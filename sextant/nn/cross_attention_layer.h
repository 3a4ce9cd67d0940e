// Attention of one sequence over another, which has been read as a whole: a decoder over the text an encoder reads.
//
//   q = x·W_q;   k, v = memory·W_kv, once;   places 2 to 4;   y = heads·W_out
//
// Vaswani et al. 2017, arXiv:1706.03762, section 3.2.3. Position is that of the query in its own sequence and of the
// key in its own; without a scheme, as is usual, order enters through what the two sequences already know of it.
// Not here: which schemes have a meaning between two sequences (position::Direction::kAcross).
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>
#include <torch/types.h>

#include "sextant/nn/attention_layer.h"

namespace sextant::nn {

class CrossAttentionLayerImpl final : public torch::nn::Module {
 public:
  /// The scheme's modules are used, not registered.
  /// @param options  .mask stays as it is made: a query sees the whole of the other sequence but its padding
  /// @throws c10::ValueError naming the option that cannot be, or the place of the scheme that has no meaning here
  CrossAttentionLayerImpl(const AttentionLayerOptions& options, position::LayerScheme scheme);

  /// @param memory [B, S, C], at `places`, whose documents are -1 at padding
  SourceKeys read(const torch::Tensor& memory, const Positions& places);
  /// @param x [B, T, C], the tokens `here`  @return [B, T, C]
  torch::Tensor forward(const torch::Tensor& x, const Positions& here, const SourceKeys& source,
                        const Dropping& dropping = {});

  const AttentionLayerOptions options;
  const position::LayerScheme scheme;
  Linear q = nullptr;    ///< C to H·D
  Linear kv = nullptr;   ///< C to 2K·D: k, then v
  Linear out = nullptr;  ///< H·D to C
  Norm q_norm = nullptr, k_norm = nullptr;

 private:
  torch::Tensor heads_of(const torch::Tensor& projected) const;
};
TORCH_MODULE(CrossAttentionLayer);

}  // namespace sextant::nn
