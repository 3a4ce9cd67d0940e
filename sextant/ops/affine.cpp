#include "sextant/ops/affine.h"

#include <ATen/autocast_mode.h>
#include <torch/csrc/autograd/custom_function.h>

#include <optional>
#include <vector>

#include "sextant/ops/gemm.h"

namespace sextant {
namespace {

/// Fewest rows for which packing the weights costs less than it gains.
constexpr int64_t kFewestRows = 64;

bool plain_float(const torch::Tensor& x) { return x.scalar_type() == torch::kFloat32 && x.device().is_cpu(); }

bool by_gemm(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias) {
  return gemm_pays() && plain_float(x) && plain_float(weight) && (!bias.defined() || plain_float(bias)) &&
         x.dim() >= 2 && weight.dim() == 2 && x.size(-1) == weight.size(1) && weight.numel() > 0 &&
         x.numel() >= kFewestRows * weight.size(1) && !at::autocast::is_autocast_enabled(torch::kCPU);
}

/// `x` with its last axis replaced by one of `channels`.
torch::Tensor empty_like_with(const torch::Tensor& x, int64_t channels) {
  std::vector<int64_t> shape = x.sizes().vec();
  shape.back() = channels;
  return torch::empty(shape, x.options().requires_grad(false));
}

/// [rows, channels], dense.
torch::Tensor rows_of(const torch::Tensor& x) { return x.reshape({-1, x.size(-1)}).contiguous(); }

/// a [M, K] times b, [K, N] or [N, K].
void multiply(const torch::Tensor& a, const torch::Tensor& b, Stored stored, const torch::Tensor& bias,
              const torch::Tensor& c) {
  gemm({.a = a.const_data_ptr<float>(),
        .b = b.const_data_ptr<float>(),
        .stored = stored,
        .bias = bias.defined() ? bias.const_data_ptr<float>() : nullptr,
        .c = c.mutable_data_ptr<float>(),
        .m = a.size(0),
        .n = c.size(-1),
        .k = a.size(1)});
}

struct Affine : torch::autograd::Function<Affine> {
  static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& x,
                               const torch::Tensor& weight, const std::optional<torch::Tensor>& bias) {
    const torch::Tensor rows = rows_of(x), dense = weight.contiguous();
    context->save_for_backward({rows, dense});
    context->saved_data["biased"] = bias.has_value();
    torch::Tensor y = empty_like_with(x, weight.size(0));
    multiply(rows, dense, Stored::kColumns, bias ? bias->contiguous() : torch::Tensor(), y);
    return y;
  }
  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 const torch::autograd::variable_list& gradients) {
    const auto saved = context->get_saved_variables();
    const torch::Tensor &x = saved[0], &weight = saved[1];
    const torch::Tensor gradient = rows_of(gradients[0]);
    torch::Tensor of_x, of_weight, of_bias;
    if (context->needs_input_grad(0)) {
      of_x = empty_like_with(gradients[0], weight.size(1));
      multiply(gradient, weight, Stored::kRows, {}, of_x);
    }
    if (context->needs_input_grad(1)) {
      of_weight = torch::empty_like(weight);
      multiply(gradient.t().contiguous(), x, Stored::kRows, {}, of_weight);
    }
    const bool biased = context->saved_data["biased"].toBool();
    if (biased && context->needs_input_grad(2)) of_bias = gradient.sum(0);
    return {of_x, of_weight, of_bias};
  }
};

}  // namespace

torch::Tensor affine(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias) {
  if (!by_gemm(x, weight, bias)) return torch::linear(x, weight, bias);
  return Affine::apply(x, weight, bias.defined() ? std::optional(bias) : std::nullopt);
}

}  // namespace sextant
