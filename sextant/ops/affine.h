// The affine map of every layer, by the faster of two products.
#pragma once

#include <torch/types.h>

namespace sextant {

/// x·Wᵀ + b, as torch::linear: which it is, but for float32 on CPUs where gemm.h pays, outside autocast and from 64
/// rows on. There it has a gradient, but no second one.
///
/// @param x       […, in]
/// @param weight  [out, in]
/// @param bias    [out], or undefined
/// @return […, out]
torch::Tensor affine(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias = {});

}  // namespace sextant
