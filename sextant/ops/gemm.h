// Float32 matrix products where LibTorch's own are slow.
//
// LibTorch hands them to MKL, which uses half of the vector width on processors that are not Intel's. oneDNN's blocked
// product, which LibTorch carries and exports, uses all of it; here it is driven over panels. What that
// brings in training is measured by bench/train_throughput.
#pragma once

#include <cstdint>

namespace sextant {

/// Whether gemm() runs here and is worth it: AVX-512, and not the processor MKL is made for. One answer per machine,
/// so results do not depend on a timing.
bool gemm_pays();

/// How B is stored: kRows is [K, N], kColumns [N, K].
enum class Stored { kRows, kColumns };

struct GemmArgs {
  const float* a;  ///< [M, K], dense
  const float* b;  ///< dense, see stored
  Stored stored;
  const float* bias;  ///< [N] added to each row, or null
  float* c;           ///< [M, N], dense, overwritten
  int64_t m, n, k;    ///< each at least 1
};

/// C = A·B + bias. Each element is summed in one order, whatever the number of threads.
///
/// Unchecked: gemm_pays(), no overlap of C with the rest.
void gemm(const GemmArgs& args);

}  // namespace sextant
