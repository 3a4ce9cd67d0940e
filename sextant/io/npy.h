// NumPy's array file, version 1.0: what numpy.load opens.
// numpy.org/doc/stable/reference/generated/numpy.lib.format.html
//
// Not here: reading, other element types, Fortran order.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace sextant::io {

/// The bytes of a .npy file of that shape, row-major.
/// @throws std::invalid_argument if the shape has a negative size, more than 64 axes, or another number of elements
/// than
///         `values`
std::string npy_bytes(std::span<const double> values, std::span<const int64_t> shape);
std::string npy_bytes(std::span<const float> values, std::span<const int64_t> shape);
std::string npy_bytes(std::span<const int64_t> values, std::span<const int64_t> shape);

}  // namespace sextant::io
