#include "sextant/position/scores/t5.h"

#include "sextant/position/distance.h"

namespace sextant::position {
namespace {
/// Buckets of one side.
int64_t side(const T5Options& options) {
  return options.direction == T5Direction::kBoth ? options.buckets / 2 : options.buckets;
}

int64_t bucket_of(int64_t tokens, const std::vector<int64_t>& thresholds) {
  return std::ranges::upper_bound(thresholds, tokens) - thresholds.begin() - 1;
}

int64_t bucket_of_offset(int64_t offset, const T5Options& options, const std::vector<int64_t>& thresholds) {
  if (options.direction == T5Direction::kCausal) return bucket_of(std::max<int64_t>(-offset, 0), thresholds);
  return bucket_of(std::abs(offset), thresholds) + (offset > 0 ? side(options) : 0);
}

void check_options(const T5Options& options) {
  TORCH_CHECK_VALUE(options.direction == T5Direction::kBoth || options.attention == Direction::kCausal,
                    "t5: direction=causal needs causal attention; direction=both sees keys ahead");
  TORCH_CHECK_VALUE(options.direction == T5Direction::kCausal || options.buckets % 2 == 0,
                    "t5: buckets must be even with direction=both, got ", options.buckets);
}

torch::Tensor index_of(const T5Options& options) {
  check_options(options);
  const std::vector<int64_t> thresholds = t5_thresholds(side(options), options.distance);
  std::vector<int64_t> index;
  for (int64_t offset = -options.distance; offset <= options.distance; ++offset)
    index.push_back(bucket_of_offset(offset, options, thresholds));
  return torch::tensor(index, torch::kInt64);
}
}  // namespace

std::vector<int64_t> t5_thresholds(int64_t buckets, int64_t distance) {
  TORCH_CHECK_VALUE(buckets >= 2, "t5: buckets must be at least 2 a side, got ", buckets);
  const int64_t exact = buckets / 2;
  TORCH_CHECK_VALUE(distance > exact, "t5: distance must be more than the ", exact, " single buckets, got ", distance);
  std::vector<int64_t> thresholds;
  for (int64_t b = 0; b < exact; ++b) thresholds.push_back(b);
  const long double e = exact, width = std::log(distance / e) / static_cast<long double>(buckets - exact);
  int64_t n = exact;
  for (int64_t b = exact; b < buckets; ++b) {
    // A tie counts as reached: some thresholds are exact powers, which rounding would miss.
    constexpr long double kTie = 1e-12L;
    while (std::log(n / e) < width * static_cast<long double>(b - exact) - kTie) ++n;
    thresholds.push_back(n);
  }
  return thresholds;
}

int64_t t5_bucket(int64_t offset, const T5Options& options) {
  return bucket_of_offset(offset, options, t5_thresholds(side(options), options.distance));
}

T5Impl::T5Impl(const T5Options& options) : options(options), index_(index_of(options)) {
  const double std = 1 / std::sqrt(static_cast<double>(options.channels));  // the authors' mesh_tensorflow initializer
  weight = register_parameter("weight", torch::randn({options.buckets, options.heads}, options.generator) * std);
}

ScoreTerms T5Impl::terms(const AttentionProblem& problem, const LayerCall&) {
  check_integers("t5", problem);
  const torch::Tensor index = index_.at(weight.device(), torch::kInt64);
  return {.bias = {DistanceBias{torch::embedding(weight, index).t()}}};
}

}  // namespace sextant::position
