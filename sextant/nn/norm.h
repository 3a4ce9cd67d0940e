// Norms over the last axis: layer norm (arXiv:1607.06450) and RMS norm (arXiv:1910.07467).
//
//   layer norm  (x - mean) / √(variance + ε) · gain + bias        RMS norm  x / √(mean of squares + ε) · gain
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>
#include <torch/types.h>

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

namespace sextant::nn {

enum class NormKind { kLayerNorm, kRmsNorm };
constexpr auto names_of(NormKind) {
  return std::array<std::pair<std::string_view, NormKind>, 2>{
      {{"layer-norm", NormKind::kLayerNorm}, {"rms-norm", NormKind::kRmsNorm}}};
}

struct NormOptions {
  int64_t channels;  ///< of the last axis
  NormKind kind = NormKind::kLayerNorm;
  double epsilon = 1e-5;  ///< GPT-2's and Llama 2's

  bool operator==(const NormOptions&) const = default;
};

class NormImpl final : public torch::nn::Module {
 public:
  explicit NormImpl(const NormOptions& options);
  /// @param x […, channels]  @return the same shape
  torch::Tensor forward(const torch::Tensor& x) const;

  const NormOptions options;
  torch::Tensor weight;  ///< [channels], the gains, ones at first
  torch::Tensor bias;    ///< [channels], zeros at first; undefined for RMS norm
};
TORCH_MODULE(Norm);

}  // namespace sextant::nn
