#include "sextant/nn/linear.h"

#include "sextant/ops/affine.h"

namespace sextant::nn {

torch::Tensor project(const torch::Tensor& x, const torch::Tensor& weight) { return affine(x, weight); }

LinearImpl::LinearImpl(const LinearOptions& options) : options(options) {
  TORCH_CHECK_VALUE(options.in >= 1 && options.out >= 1, "linear: channels must be at least 1, got ", options.in,
                    " to ", options.out);
  weight = register_parameter("weight", torch::zeros({options.out, options.in}));
  if (options.bias) bias = register_parameter("bias", torch::zeros({options.out}));
}

torch::Tensor LinearImpl::forward(const torch::Tensor& x) const { return affine(x, weight, bias); }

}  // namespace sextant::nn
