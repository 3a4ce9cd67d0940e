#include "sextant/position/scores/fox.h"

#include <cmath>

#include "sextant/position/linear_start.h"

namespace sextant::position {

FoxImpl::FoxImpl(const FoxOptions& options) : options(options) {
  TORCH_CHECK_VALUE(std::isfinite(options.bias), "fox: bias must be finite, got ", options.bias);
  weight = register_parameter("weight",
                              linear_start({options.heads, options.channels}, options.channels, options.generator));
  bias = register_parameter("bias", torch::full({options.heads}, options.bias));
}

ScoreTerms FoxImpl::terms(const AttentionProblem&, const LayerCall& call) {
  const torch::ScalarType type = call.x.scalar_type();
  const torch::Tensor gates = torch::linear(call.x, weight.to(type), bias.to(type)).transpose(1, 2);  // [B, H, T]
  torch::Tensor sums = torch::log_sigmoid(gates.to(torch::kFloat64)).cumsum(-1);
  const torch::Tensor cached = recall(call, 0);
  if (cached.defined()) sums = sums + cached.slice(2, -1);  // goes on from the last cached sum
  const torch::Tensor& all = remember(call, 0, sums);
  TORCH_CHECK_VALUE(all.size(2) == call.keys.count, "fox: keys must be all tokens read so far, ", all.size(2), ", got ",
                    call.keys.count);
  return {.bias = {KeyBias{.values = -all}}};
}

}  // namespace sextant::position
