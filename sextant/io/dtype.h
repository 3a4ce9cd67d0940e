// Element types of tensors in files, and how many bytes a shape of them takes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sextant::io {

enum class DType { kF64, kF32, kF16, kBF16, kI64, kI32, kI16, kI8, kU8, kBool };
/// As safetensors' headers say it: "F64", "BF16", "BOOL", …
std::string_view name_of(DType dtype);
/// Bytes of one element.
int64_t size_of(DType dtype);
/// The type of that name, or nothing.
std::optional<DType> dtype_named(std::string_view name);

/// Bytes of a dense tensor; nothing if a size is negative or the bytes do not fit into an int64.
std::optional<int64_t> byte_count(DType dtype, const std::vector<int64_t>& shape);
/// "[2, 3]", for messages.
std::string shape_text(const std::vector<int64_t>& shape);

}  // namespace sextant::io
