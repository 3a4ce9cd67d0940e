#include "sextant/nn/block.h"

#include <utility>

namespace sextant::nn {

BlockImpl::BlockImpl(const BlockOptions& options, position::LayerScheme scheme, position::LayerScheme cross)
    : options(options) {
  const NormOptions norm{.channels = options.attention.channels, .kind = options.norm};
  attention_norm = register_module("attention_norm", Norm(norm));
  attention = register_module("attention", AttentionLayer(options.attention, std::move(scheme)));
  if (options.cross) {
    cross_norm = register_module("cross_norm", Norm(norm));
    cross_attention = register_module("cross_attention", CrossAttentionLayer(*options.cross, std::move(cross)));
  }
  feed_forward_norm = register_module("feed_forward_norm", Norm(norm));
  feed_forward = register_module("feed_forward", FeedForward(options.feed_forward));
}

torch::Tensor BlockImpl::forward(const torch::Tensor& x, const Positions& here, LayerCache& cache,
                                 const Dropping& dropping) {
  const torch::Tensor mixed = attention->forward(attention_norm->forward(x), here, cache, dropping.at(0));
  torch::Tensor stream = x + dropping.at(1).of(mixed, options.dropout);
  if (options.cross) {
    const torch::Tensor told =
        cross_attention->forward(cross_norm->forward(stream), here, cache.source, dropping.at(3));
    stream = stream + dropping.at(4).of(told, options.dropout);
  }
  const torch::Tensor fed = feed_forward->forward(feed_forward_norm->forward(stream));
  return stream + dropping.at(2).of(fed, options.dropout);
}

}  // namespace sextant::nn
