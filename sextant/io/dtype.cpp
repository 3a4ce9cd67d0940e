#include "sextant/io/dtype.h"

#include <algorithm>
#include <array>

namespace sextant::io {
namespace {

struct DTypeRow {
  DType dtype;
  std::string_view name;
  int64_t size;  ///< bytes
};
constexpr std::array<DTypeRow, 10> kDTypes = {{{DType::kF64, "F64", 8},
                                               {DType::kF32, "F32", 4},
                                               {DType::kF16, "F16", 2},
                                               {DType::kBF16, "BF16", 2},
                                               {DType::kI64, "I64", 8},
                                               {DType::kI32, "I32", 4},
                                               {DType::kI16, "I16", 2},
                                               {DType::kI8, "I8", 1},
                                               {DType::kU8, "U8", 1},
                                               {DType::kBool, "BOOL", 1}}};

const DTypeRow& row_of(DType dtype) { return *std::ranges::find(kDTypes, dtype, &DTypeRow::dtype); }

}  // namespace

std::string_view name_of(DType dtype) { return row_of(dtype).name; }
int64_t size_of(DType dtype) { return row_of(dtype).size; }

std::optional<DType> dtype_named(std::string_view name) {
  const auto row = std::ranges::find(kDTypes, name, &DTypeRow::name);
  if (row == kDTypes.end()) return std::nullopt;
  return row->dtype;
}

std::optional<int64_t> byte_count(DType dtype, const std::vector<int64_t>& shape) {
  if (std::ranges::any_of(shape, [](int64_t size) { return size < 0; })) return std::nullopt;
  if (std::ranges::count(shape, 0) > 0) return 0;  // before the product, which may overflow on the way to it
  int64_t bytes = size_of(dtype);
  for (const int64_t size : shape) {
    if (__builtin_mul_overflow(bytes, size, &bytes)) return std::nullopt;
  }
  return bytes;
}

std::string shape_text(const std::vector<int64_t>& shape) {
  std::string text = "[";
  for (size_t i = 0; i < shape.size(); ++i) text += (i > 0 ? ", " : "") + std::to_string(shape[i]);
  return text + "]";
}

}  // namespace sextant::io
