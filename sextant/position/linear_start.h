// First values of a linear map inside an encoding.
#pragma once

#include <ATen/core/Generator.h>
#include <torch/types.h>

#include <cstdint>
#include <optional>

namespace sextant::position {

/// As torch.nn.Linear's: uniform in ±1/√inputs. float32 of `shape`
/// @param generator  draws them; none: LibTorch's global one
torch::Tensor linear_start(at::IntArrayRef shape, int64_t inputs, const std::optional<at::Generator>& generator);

}  // namespace sextant::position
