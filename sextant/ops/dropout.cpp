#include "sextant/ops/dropout.h"

#include <ATen/Parallel.h>

#include "sextant/random/philox.h"

namespace sextant {
namespace {

/// One row of factors. Four neighbouring keys share one block of random words.
void fill_row(float* factors, int64_t first, int64_t count, std::array<uint32_t, 3> row_head_query,
              std::array<uint32_t, 2> key, double probability) {
  const auto threshold = static_cast<uint64_t>(probability * 4294967296.0);  // of the 2^32 values of a word
  const auto kept = static_cast<float>(1 / (1 - probability));
  const auto [b, h, i] = row_head_query;
  std::array<uint32_t, 4> words = {};
  for (int64_t n = 0; n < count; ++n) {
    const int64_t j = first + n;
    if (n == 0 || j % 4 == 0) words = random::philox4x32({static_cast<uint32_t>(j / 4), i, h, b}, key);
    factors[n] = words[j % 4] < threshold ? 0 : kept;
  }
}

}  // namespace

torch::Tensor dropout_factors(const AttentionProblem& problem) {
  const int64_t batch = problem.q.size(0), heads = problem.q.size(1), queries = problem.q.size(2);
  const int64_t keys = problem.k.size(2);
  const std::array<uint32_t, 2> key = {static_cast<uint32_t>(problem.dropout_seed),
                                       static_cast<uint32_t>(problem.dropout_seed >> 32)};
  const torch::Tensor factors = torch::empty({batch, heads, queries, keys}, torch::kFloat32);
  float* out = factors.data_ptr<float>();
  constexpr int64_t kRows = 64;  // a row takes microseconds, starting a thread some tens of them
  at::parallel_for(0, batch * heads * queries, kRows, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row) {
      const auto b = static_cast<uint32_t>(row / (heads * queries)), h = static_cast<uint32_t>(row / queries % heads);
      const auto i = static_cast<uint32_t>(problem.queries.first + row % queries);
      fill_row(out + row * keys, problem.keys.first, keys, {b, h, i}, key, problem.dropout);
    }
  });
  return factors.to(problem.q.device(), problem.q.scalar_type());
}

}  // namespace sextant
