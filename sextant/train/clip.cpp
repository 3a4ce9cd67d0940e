#include "sextant/train/clip.h"

#include <ATen/ops/_foreach_mul.h>
#include <ATen/ops/_foreach_norm.h>
#include <torch/utils.h>

namespace sextant::train {

torch::Tensor clip_gradients(const std::vector<torch::Tensor>& gradients, double limit) {
  const torch::NoGradGuard no_grad;
  if (gradients.empty()) return torch::zeros({});
  const torch::Tensor norm = torch::stack(at::_foreach_norm(gradients)).norm();
  // 1e-6 keeps a zero norm from dividing by zero, as in torch.nn.utils.clip_grad_norm_.
  const torch::Tensor scale = (limit / (norm + 1e-6)).clamp_max(1);
  if (limit > 0) at::_foreach_mul_(gradients, torch::where(norm.isfinite(), scale, 1));
  return norm;
}

}  // namespace sextant::train
