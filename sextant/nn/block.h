// One layer of a transformer, with norms before each part.
//
//   x += attention(norm(x));   x += cross_attention(norm(x)), if there is any;   x += feed_forward(norm(x))
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>
#include <torch/types.h>

#include <optional>

#include "sextant/nn/cross_attention_layer.h"
#include "sextant/nn/feed_forward.h"
#include "sextant/nn/norm.h"

namespace sextant::nn {

struct BlockOptions {
  AttentionLayerOptions attention;
  FeedForwardOptions feed_forward;
  std::optional<AttentionLayerOptions> cross = {};  ///< over another sequence
  NormKind norm = NormKind::kLayerNorm;
  double dropout = 0;  ///< of what each part adds to the stream
};

class BlockImpl final : public torch::nn::Module {
 public:
  /// @param cross  scheme of the cross-attention
  BlockImpl(const BlockOptions& options, position::LayerScheme scheme, position::LayerScheme cross = {});
  /// As AttentionLayerImpl::forward.
  /// @param cache  .source holds the other sequence, if there is cross-attention
  torch::Tensor forward(const torch::Tensor& x, const Positions& here, LayerCache& cache,
                        const Dropping& dropping = {});

  const BlockOptions options;
  Norm attention_norm = nullptr, feed_forward_norm = nullptr;
  Norm cross_norm = nullptr;
  AttentionLayer attention = nullptr;
  CrossAttentionLayer cross_attention = nullptr;
  FeedForward feed_forward = nullptr;
};
TORCH_MODULE(Block);

}  // namespace sextant::nn
