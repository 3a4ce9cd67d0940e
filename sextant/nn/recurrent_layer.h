// One direction of one recurrent layer: the plain cell (Elman 1990), LSTM (Hochreiter and Schmidhuber 1997; gates i, f,
// g, o) and GRU (Cho et al. 2014, arXiv:1406.1078; gates r, z, n), as PyTorch computes them.
//
//   h_t = cell(x_t, h_{t-1}), from a state of zeros
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>
#include <torch/types.h>

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

namespace sextant::nn {

enum class RecurrentKind { kRnn, kLstm, kGru };
constexpr auto names_of(RecurrentKind) {
  return std::array<std::pair<std::string_view, RecurrentKind>, 3>{
      {{"rnn", RecurrentKind::kRnn}, {"lstm", RecurrentKind::kLstm}, {"gru", RecurrentKind::kGru}}};
}

struct RecurrentLayerOptions {
  int64_t in;     ///< channels of x
  int64_t state;  ///< H, channels of the state and the output
  RecurrentKind kind = RecurrentKind::kLstm;

  bool operator==(const RecurrentLayerOptions&) const = default;
};

class RecurrentLayerImpl final : public torch::nn::Module {
 public:
  explicit RecurrentLayerImpl(const RecurrentLayerOptions& options);
  /// @param x [B, T, in], read from left to right  @return [B, T, H]
  torch::Tensor forward(const torch::Tensor& x) const;

  const RecurrentLayerOptions options;
  torch::Tensor input_weight;  ///< [G·H, in], zeros at first; G = 1, 4, 3 gates
  torch::Tensor state_weight;  ///< [G·H, H], zeros at first
  /// [G·H] each, zeros at first; PyTorch has two, and GRU needs them apart. The forget gate's is 1 (Jozefowicz et al.
  /// 2015, section 2.2).
  torch::Tensor input_bias, state_bias;
};
TORCH_MODULE(RecurrentLayer);

}  // namespace sextant::nn
