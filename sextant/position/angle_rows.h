// Cosines and sines of p·w_k, the rows of every rotary table, fast and exact enough for any position.
//
// An integer position is a multiple of a block plus a rest; the sum's cosine and sine follow from those of the two by
// the addition theorems, so the library's functions are called once a block and not once a position. Frequencies,
// angles and sums are float64: against the true value a float32 entry is at most the rounding to float32 off, plus 4
// ulp of float64 and the float64 rounding of the angle itself (1e-9 rad at position 10^7).
#pragma once

#include <torch/types.h>

#include <vector>

namespace sextant::position {

/// @param positions  float64 [n], real or integer
/// @param factor     multiplies every entry
/// @param dtype      float32 or float64; another is cast from float32
/// @return [n, 2, R/2]: cosines, then sines. A position's row does not depend on the others.
torch::Tensor angle_rows(const torch::Tensor& positions, const std::vector<double>& frequencies, double factor,
                         torch::ScalarType dtype);

}  // namespace sextant::position
