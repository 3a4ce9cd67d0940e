#include "sextant/ops/dropout.h"

#include <ATen/Parallel.h>

#include "sextant/random/philox.h"

namespace sextant {
namespace {

std::array<uint32_t, 2> halves(uint64_t word) {
  return {static_cast<uint32_t>(word), static_cast<uint32_t>(word >> 32)};
}

/// What decides a run of factors: the seed, and the three numbers of its counter that stand still.
struct Row {
  std::array<uint32_t, 2> key;
  std::array<uint32_t, 3> fixed;
};

/// Factors of elements first, first + 1, … of a row. Four neighbours share one block of random words.
void fill(float* factors, int64_t first, int64_t count, const Row& row, double probability) {
  const auto threshold = static_cast<uint64_t>(probability * 4294967296.0);  // of the 2^32 values of a word
  const auto kept = static_cast<float>(1 / (1 - probability));
  std::array<uint32_t, 4> words = {};
  for (int64_t n = 0; n < count; ++n) {
    const int64_t j = first + n;
    if (n == 0 || j % 4 == 0) {
      words = random::philox4x32({static_cast<uint32_t>(j / 4), row.fixed[0], row.fixed[1], row.fixed[2]}, row.key);
    }
    factors[n] = words[j % 4] < threshold ? 0 : kept;
  }
}

}  // namespace

torch::Tensor dropout_factors(const AttentionProblem& problem) {
  const int64_t batch = problem.q.size(0), heads = problem.q.size(1), queries = problem.q.size(2);
  const int64_t keys = problem.k.size(2);
  const std::array<uint32_t, 2> key = halves(problem.dropout_seed);
  const torch::Tensor factors = torch::empty({batch, heads, queries, keys}, torch::kFloat32);
  float* out = factors.data_ptr<float>();
  constexpr int64_t kRows = 64;  // a row takes microseconds, starting a thread some tens of them
  at::parallel_for(0, batch * heads * queries, kRows, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row) {
      const auto b = static_cast<uint32_t>(row / (heads * queries)), h = static_cast<uint32_t>(row / queries % heads);
      const auto i = static_cast<uint32_t>(problem.queries.first + row % queries);
      fill(out + row * keys, problem.keys.first, keys, {key, {i, h, b}}, problem.dropout);
    }
  });
  return factors.to(problem.q.device(), problem.q.scalar_type());
}

torch::Tensor dropped(const torch::Tensor& x, double probability, uint64_t seed) {
  TORCH_CHECK_VALUE(probability >= 0 && probability < 1, "dropout: probability must be in [0, 1), got ", probability);
  if (probability == 0) return x;
  const torch::Tensor factors = torch::empty(x.sizes(), torch::kFloat32);
  float* out = factors.data_ptr<float>();
  constexpr int64_t kStretch = 4096;  // elements that share a counter's fixed part; some ten microseconds
  const int64_t elements = x.numel();
  at::parallel_for(0, (elements + kStretch - 1) / kStretch, 4, [&](int64_t begin, int64_t end) {
    for (int64_t n = begin; n < end; ++n) {
      const auto stretch = static_cast<uint32_t>(n);
      const int64_t first = n * kStretch;
      fill(out + first, 0, std::min(kStretch, elements - first), {halves(seed), {stretch, 0, 0}}, probability);
    }
  });
  return x * factors.to(x.device(), x.scalar_type());
}

uint64_t seed_at(uint64_t seed, uint64_t place) {
  const auto [low, high] = halves(place);
  const std::array<uint32_t, 4> words = random::philox4x32({low, high, 0, 0}, halves(seed));
  return words[0] | static_cast<uint64_t>(words[1]) << 32;
}

}  // namespace sextant
