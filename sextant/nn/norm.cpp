#include "sextant/nn/norm.h"

namespace sextant::nn {

NormImpl::NormImpl(const NormOptions& options) : options(options) {
  TORCH_CHECK_VALUE(options.channels >= 1, "norm: channels must be at least 1, got ", options.channels);
  weight = register_parameter("weight", torch::ones({options.channels}));
  if (options.kind == NormKind::kLayerNorm) bias = register_parameter("bias", torch::zeros({options.channels}));
}

torch::Tensor NormImpl::forward(const torch::Tensor& x) const {
  if (options.kind == NormKind::kRmsNorm) {
    // Autocast widens layer norm's input itself, but not RMS norm's.
    return torch::rms_norm(x.to(weight.scalar_type()), {options.channels}, weight, options.epsilon);
  }
  return torch::layer_norm(x, {options.channels}, weight, bias, options.epsilon);
}

}  // namespace sextant::nn
