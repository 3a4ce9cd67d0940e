// y = x·Wᵀ + b, with the weights left for the model to fill.
//
// Not torch::nn::Linear: that draws weights from the global generator, only to have them overwritten here.
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>
#include <torch/types.h>

#include <cstdint>

namespace sextant::nn {

struct LinearOptions {
  int64_t in;   ///< channels of x
  int64_t out;  ///< channels of y
  bool bias = true;

  bool operator==(const LinearOptions&) const = default;
};

/// x·Wᵀ with weights held elsewhere, as an output head tied to the embedding has them.
/// @param x […, in]  @param weight [out, in]  @return […, out]
torch::Tensor project(const torch::Tensor& x, const torch::Tensor& weight);

class LinearImpl final : public torch::nn::Module {
 public:
  explicit LinearImpl(const LinearOptions& options);
  /// @param x […, in]  @return […, out]
  torch::Tensor forward(const torch::Tensor& x) const;

  const LinearOptions options;
  torch::Tensor weight;  ///< [out, in], zeros at first
  torch::Tensor bias;    ///< [out], zeros at first; undefined without
};
TORCH_MODULE(Linear);

}  // namespace sextant::nn
