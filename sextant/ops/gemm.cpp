#include "sextant/ops/gemm.h"

#include <ATen/Parallel.h>
#include <ATen/native/CPUBlas.h>

#include <algorithm>

namespace sextant {
namespace {

// A panel of B (64 KiB) and a block of C (16 KiB) stay in a core's second cache while the blocks of A pass by.
constexpr int64_t kBlockRows = 64, kPanel = 64, kDepth = 256;
/// Columns of B are gathered this many rows at a time: one cache line of each.
constexpr int64_t kLine = 16;
/// Fewest rows of C worth packing a panel for.
constexpr int64_t kFewestRows = 512;

/// Rows [from, from + depth) and columns [column, column + width) of B, as [depth, kPanel].
void pack(const GemmArgs& args, int64_t from, int64_t column, int64_t depth, int64_t width, float* packed) {
  if (args.stored == Stored::kRows) {
    for (int64_t i = 0; i < depth; ++i) {
      std::copy_n(args.b + (from + i) * args.n + column, width, packed + i * kPanel);
    }
    return;
  }
  for (int64_t begin = 0; begin < depth; begin += kLine) {
    const int64_t end = std::min(depth, begin + kLine);
    for (int64_t j = 0; j < width; ++j) {
      const float* source = args.b + (column + j) * args.k + from;
      for (int64_t i = begin; i < end; ++i) packed[i * kPanel + j] = source[i];
    }
  }
}

/// Rows [first, last) of one panel of columns.
void multiply_panel(const GemmArgs& args, int64_t column, int64_t first, int64_t last) {
  alignas(64) float packed[kDepth * kPanel];
  const int64_t width = std::min(kPanel, args.n - column);
  if (args.bias) {
    for (int64_t row = first; row < last; ++row) std::copy_n(args.bias + column, width, args.c + row * args.n + column);
  }
  for (int64_t from = 0; from < args.k; from += kDepth) {
    const int64_t depth = std::min(kDepth, args.k - from);
    pack(args, from, column, depth, width, packed);
    const bool add = args.bias || from > 0;
    for (int64_t row = first; row < last; row += kBlockRows) {
      at::native::cpublas::brgemm(std::min(kBlockRows, last - row), width, depth, args.k, kPanel, args.n, add,
                                  args.a + row * args.k + from, packed, args.c + row * args.n + column,
                                  /*is_vnni=*/false);
    }
  }
}

}  // namespace

bool gemm_pays() {
  static const bool pays = !__builtin_cpu_is("intel") && __builtin_cpu_supports("avx512f") &&
                           __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
                           __builtin_cpu_supports("avx512vl");
  return pays;
}

void gemm(const GemmArgs& args) {
  const int64_t panels = (args.n + kPanel - 1) / kPanel;
  const int64_t share = (args.m + at::get_num_threads() - 1) / at::get_num_threads();
  const int64_t rows = std::max(kFewestRows, share / kBlockRows * kBlockRows);
  const int64_t parts = (args.m + rows - 1) / rows;
  at::parallel_for(0, panels * parts, 1, [&](int64_t begin, int64_t end) {
    for (int64_t task = begin; task < end; ++task) {
      const int64_t first = task / panels * rows;
      multiply_panel(args, task % panels * kPanel, first, std::min(args.m, first + rows));
    }
  });
}

}  // namespace sextant
