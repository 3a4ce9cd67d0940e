// The global gradient norm and its limit, without a synchronisation of the device.
#pragma once

#include <torch/types.h>

#include <vector>

namespace sextant::train {

/// Scales `gradients` in place so that their common 2-norm is at most `limit`; 0 only measures.
/// Gradients whose norm is not finite stay as they are, so that the culprit can be found.
/// LibTorch's clip_grad_norm_ returns a double, which waits for the device; this returns the tensor.
/// @return float32 or float64 []: the norm before scaling, 0 without gradients
torch::Tensor clip_gradients(const std::vector<torch::Tensor>& gradients, double limit);

}  // namespace sextant::train
