#include "sextant/nn/recurrent_layer.h"

#include <ATen/ops/gru.h>
#include <ATen/ops/lstm.h>
#include <ATen/ops/rnn_tanh.h>

namespace sextant::nn {
namespace {

int64_t gates_of(RecurrentKind kind) {
  switch (kind) {
    case RecurrentKind::kRnn:
      return 1;
    case RecurrentKind::kLstm:
      return 4;
    case RecurrentKind::kGru:
      return 3;
  }
  TORCH_CHECK(false, "sextant, internal: a recurrent cell without gates");
}

}  // namespace

RecurrentLayerImpl::RecurrentLayerImpl(const RecurrentLayerOptions& given) : options(given) {
  TORCH_CHECK_VALUE(options.in >= 1 && options.state >= 1, "recurrent: in and state must be at least 1, got ",
                    options.in, " and ", options.state);
  const int64_t rows = gates_of(options.kind) * options.state;
  input_weight = register_parameter("input_weight", torch::zeros({rows, options.in}));
  state_weight = register_parameter("state_weight", torch::zeros({rows, options.state}));
  input_bias = register_parameter("input_bias", torch::zeros({rows}));
  state_bias = register_parameter("state_bias", torch::zeros({rows}));
  if (options.kind == RecurrentKind::kLstm) {
    const torch::NoGradGuard no_grad;
    input_bias.slice(0, options.state, 2 * options.state).fill_(1);
  }
}

torch::Tensor RecurrentLayerImpl::forward(const torch::Tensor& x) const {
  TORCH_CHECK_VALUE(x.dim() == 3 && x.size(2) == options.in, "recurrent: x must be [B, T, ", options.in, "], got ",
                    x.sizes());
  constexpr bool kBiases = true, kTrain = false, kBothWays = false, kBatchFirst = true;
  constexpr int64_t kLayers = 1;
  constexpr double kDropout = 0;
  const torch::Tensor start = torch::zeros({1, x.size(0), options.state}, x.options());
  const std::vector<torch::Tensor> weights = {input_weight, state_weight, input_bias, state_bias};
  switch (options.kind) {
    case RecurrentKind::kRnn:
      return std::get<0>(at::rnn_tanh(x, start, weights, kBiases, kLayers, kDropout, kTrain, kBothWays, kBatchFirst));
    case RecurrentKind::kGru:
      return std::get<0>(at::gru(x, start, weights, kBiases, kLayers, kDropout, kTrain, kBothWays, kBatchFirst));
    case RecurrentKind::kLstm:
      return std::get<0>(
          at::lstm(x, {start, start}, weights, kBiases, kLayers, kDropout, kTrain, kBothWays, kBatchFirst));
  }
  TORCH_CHECK(false, "sextant, internal: a recurrent cell without a formula");
}

}  // namespace sextant::nn
