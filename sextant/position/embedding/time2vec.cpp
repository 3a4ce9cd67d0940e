#include "sextant/position/embedding/time2vec.h"

#include <numbers>

#include "sextant/position/ids.h"

namespace sextant::position {

Time2vecImpl::Time2vecImpl(const Time2vecOptions& options) : options(options) {
  TORCH_CHECK_VALUE(options.channels >= 1, "time2vec: channels must be at least 1, got ", options.channels);
  weight = register_parameter("weight", torch::rand({options.channels}, options.generator) * 2 - 1);
  bias = register_parameter("bias", (torch::rand({options.channels}, options.generator) * 2 - 1) * std::numbers::pi);
}

torch::Tensor Time2vecImpl::rows(const LayerCall& call) {
  const torch::Tensor ids = line_ids("time2vec", call.queries).to(weight.device(), torch::kFloat64);
  const torch::Tensor phase = ids.unsqueeze(-1) * weight.to(torch::kFloat64) + bias.to(torch::kFloat64);
  const torch::Tensor rest = phase.slice(-1, 1);
  const torch::Tensor waves = options.fn == PeriodicFunction::kSine ? rest.sin() : rest.cos();
  return torch::cat({phase.slice(-1, 0, 1), waves}, -1).to(weight.scalar_type());
}

}  // namespace sextant::position
