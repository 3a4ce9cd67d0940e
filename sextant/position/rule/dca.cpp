#include "sextant/position/rule/dca.h"

#include "sextant/position/rotation/frequencies.h"

namespace sextant::position {

DcaImpl::DcaImpl(const DcaOptions& options)
    : options(options), table_(rotary_table("dca", rotary_frequencies({options.channels, options.base, "dca"}), 1)) {
  TORCH_CHECK_VALUE(0 <= options.local && options.local < options.chunk,
                    "dca: local must be at least 0 and below chunk, got ", options.local, " and ", options.chunk);
}

DistanceMap DcaImpl::map() const {
  return [chunk = options.chunk, c = options.chunk - options.local](const torch::Tensor& i, const torch::Tensor& j) {
    const torch::Tensor a = i.remainder(c), b = j.remainder(c);
    const torch::Tensor chunks = i.div(c, "floor").unsqueeze(-1) - j.div(c, "floor").unsqueeze(-2);
    const MappedPart same{a, b, chunks == 0}, before{(a + c).clamp_max(chunk), b, chunks == 1};
    const MappedPart older{torch::full_like(i, std::min(2 * c - 1, chunk)), b, chunks > 1};
    return std::vector<MappedPart>{same, before, older};
  };
}

torch::Tensor DcaImpl::attend(const AttentionProblem& problem, const LayerCall&) {
  return mapped_attention("dca", problem, map(), table_, options.layout);
}

}  // namespace sextant::position
