// Reading positions with refusals: what a scheme that takes only integers, or only one axis, says about the others.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <string_view>

#include "sextant/ops/positions.h"

namespace sextant::position {

/// Positions on one axis, int64 or float64 [T] or [B, T].
/// @throws c10::ValueError `WHO: positions have one axis, got A`
torch::Tensor line_ids(std::string_view who, const Positions& positions);

/// The same, refusing real-valued ones.
/// @throws c10::ValueError `WHO: positions must be integers, got float64`
torch::Tensor integer_ids(std::string_view who, const Positions& positions);

/// Positions on `axes` axes, [axes, T] or [axes, B, T]. One axis stands for all of them alike.
/// @throws c10::ValueError `WHO: positions have 1 or AXES axes, got A`, as line_ids() for one axis
torch::Tensor axis_ids(std::string_view who, const Positions& positions, int64_t axes);

/// The same in float64 and with a row axis: [axes, B|1, T].
torch::Tensor real_axis_ids(std::string_view who, const Positions& positions, int64_t axes);

/// Row-major coordinates of a grid: int64 [A, 1, T], T the product of `extents`, the last axis fastest.
/// @throws c10::ValueError unless every extent is at least 1
torch::Tensor grid_ids(at::IntArrayRef extents);

/// float64 if `like` is, else float32: the dtype of tables and biases beside it. Undefined counts as float32.
torch::ScalarType table_dtype(const torch::Tensor& like);
/// The device of `like`; the CPU if it is undefined.
torch::Device table_device(const torch::Tensor& like);

}  // namespace sextant::position
