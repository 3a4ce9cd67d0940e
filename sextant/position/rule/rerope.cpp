#include "sextant/position/rule/rerope.h"

#include "sextant/position/rotation/frequencies.h"

namespace sextant::position {

ReropeImpl::ReropeImpl(const ReropeOptions& options)
    : options(options),
      table_(rotary_table("rerope", rotary_frequencies({options.channels, options.base, "rerope"}), 1)) {
  TORCH_CHECK_VALUE(options.window >= 1, "rerope: window must be at least 1, got ", options.window);
}

DistanceMap ReropeImpl::map() const {
  return [window = options.window](const torch::Tensor& i, const torch::Tensor& j) {
    const torch::Tensor far = i.unsqueeze(-1) - j.unsqueeze(-2) >= window;
    const MappedPart near{i, j, far.logical_not()};
    const MappedPart rectified{torch::full_like(i, window), torch::zeros_like(j), far};
    return std::vector<MappedPart>{near, rectified};
  };
}

torch::Tensor ReropeImpl::attend(const AttentionProblem& problem, const LayerCall&) {
  return mapped_attention("rerope", problem, map(), table_, options.layout);
}

}  // namespace sextant::position
