#include "sextant/position/rule/self_extend.h"

#include "sextant/position/rotation/frequencies.h"

namespace sextant::position {

SelfExtendImpl::SelfExtendImpl(const SelfExtendOptions& options)
    : options(options),
      table_(rotary_table("self-extend", rotary_frequencies({options.channels, options.base, "self-extend"}), 1)) {
  const bool fits = options.group >= 1 && options.window >= 1 && options.window % options.group == 0;
  TORCH_CHECK_VALUE(fits, "self-extend: window must be a multiple of group, both at least 1, got ", options.window,
                    " and ", options.group);
}

DistanceMap SelfExtendImpl::map() const {
  return [window = options.window, group = options.group](const torch::Tensor& i, const torch::Tensor& j) {
    const torch::Tensor far = i.unsqueeze(-1) - j.unsqueeze(-2) >= window;
    const MappedPart near{i, j, far.logical_not()};
    const MappedPart grouped{i.div(group, "floor") + (window - window / group), j.div(group, "floor"), far};
    return std::vector<MappedPart>{near, grouped};
  };
}

torch::Tensor SelfExtendImpl::attend(const AttentionProblem& problem, const LayerCall&) {
  return mapped_attention("self-extend", problem, map(), table_, options.layout);
}

}  // namespace sextant::position
