#include "sextant/nn/feed_forward.h"

namespace sextant::nn {

FeedForwardImpl::FeedForwardImpl(const FeedForwardOptions& options) : options(options) {
  const bool gated = options.kind == FeedForwardKind::kSwiGlu;
  up = register_module(
      "up", Linear(LinearOptions{
                .in = options.channels, .out = gated ? 2 * options.hidden : options.hidden, .bias = options.biases}));
  down = register_module("down",
                         Linear(LinearOptions{.in = options.hidden, .out = options.channels, .bias = options.biases}));
}

torch::Tensor FeedForwardImpl::forward(const torch::Tensor& x) {
  const torch::Tensor wide = up->forward(x);
  if (options.kind == FeedForwardKind::kGelu) return down->forward(torch::gelu(wide));
  const std::vector<torch::Tensor> parts = wide.chunk(2, -1);
  return down->forward(torch::silu(parts[0]) * parts[1]);
}

}  // namespace sextant::nn
