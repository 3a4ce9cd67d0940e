// One layer of a transformer, with norms before each part.   x += attention(norm(x));  x += feed_forward(norm(x))
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>
#include <torch/types.h>

#include "sextant/nn/attention_layer.h"
#include "sextant/nn/feed_forward.h"
#include "sextant/nn/norm.h"

namespace sextant::nn {

struct BlockOptions {
  AttentionLayerOptions attention;
  FeedForwardOptions feed_forward;
  NormKind norm = NormKind::kLayerNorm;
  double dropout = 0;  ///< of what each part adds to the stream
};

class BlockImpl final : public torch::nn::Module {
 public:
  BlockImpl(const BlockOptions& options, position::LayerScheme scheme);
  /// As AttentionLayerImpl::forward.
  torch::Tensor forward(const torch::Tensor& x, const Positions& here, LayerCache& cache,
                        const Dropping& dropping = {});

  const BlockOptions options;
  Norm attention_norm = nullptr, feed_forward_norm = nullptr;
  AttentionLayer attention = nullptr;
  FeedForward feed_forward = nullptr;
};
TORCH_MODULE(Block);

}  // namespace sextant::nn
