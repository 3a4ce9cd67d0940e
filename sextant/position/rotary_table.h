// Cosines and sines of p·w_k for every position p, from frequencies alone: what all rotary encodings share.
#pragma once

#include <torch/types.h>

#include <string_view>
#include <vector>

#include "sextant/position/row_table.h"
#include "sextant/position/scheme.h"

namespace sextant::position {

/// The pairs that one axis of several turns, by (step·position + start)·w_k: integers times frequencies where positions
/// are integers, which angle_rows() makes fastest.
struct AxisPairs {
  int64_t axis;
  std::vector<double> frequencies;  ///< w_k, radians
  double step = 1;
  double start = 0;
};
/// @param ids    float64 [axes, n]
/// @param dtype  float32 or float64
/// @return [n, 2, R/2]: cosines, then sines, of all parts after one another
torch::Tensor axial_rows(const torch::Tensor& ids, const std::vector<AxisPairs>& parts, torch::ScalarType dtype);

/// Rows [2, R/2] of such pairs.
RowTable axial_table(std::string_view who, int64_t axes, const std::vector<AxisPairs>& parts);

/// Rows [2, R/2] of one axis. Frequencies and angles in float64: at R = 128, B = 10^4 a float32 angle is 6e-2 rad off
/// at position 10^6.
RowTable rotary_table(std::string_view who, const std::vector<double>& frequencies, double factor);

/// The rotation of a call's queries and keys from such rows, in the dtype that suits call.x.
Rotation rotation_from(RowTable& table, const LayerCall& call, PairLayout layout);
/// Rows [T, 2, R/2] or [B, T, 2, R/2] → cosines (part 0) or sines (part 1), [T, R/2] or [B, 1, T, R/2].
torch::Tensor table_part(const torch::Tensor& rows, int64_t part);

}  // namespace sextant::position
