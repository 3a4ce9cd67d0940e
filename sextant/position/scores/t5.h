// T5's relative attention bias: one trained number a head and bucket of distances, wider with the distance.
//
// Raffel et al., 2019, arXiv:1910.10683, section 2.1; the buckets are those of the authors' code, which takes a float32
// logarithm. Here they are integer thresholds.
// Enters at: scores.   score[h, i, j] += weight[bucket(p_j - p_i), h]
//
// Not here: T5's scale of 1 in place of 1/√D (AttentionProblem::scale).
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/on_device.h"
#include "sextant/position/request.h"

namespace sextant::position {

enum class T5Direction {
  kCausal,  ///< keys ahead of the query share the bucket of distance 0
  kBoth,    ///< half of the buckets for keys ahead
};
constexpr auto names_of(T5Direction) {
  return std::array{std::pair{std::string_view("causal"), T5Direction::kCausal},
                    std::pair{std::string_view("both"), T5Direction::kBoth}};
}

struct T5Options {
  int64_t heads;        ///< H
  int64_t channels;     ///< C: the weights start with a standard deviation of C^-1/2
  Direction attention;  ///< of the model
  int64_t buckets = 32;
  int64_t distance = 128;  ///< tokens from which all share the last bucket
  T5Direction direction;
  std::optional<at::Generator> generator = {};  ///< draws the first values; none: LibTorch's global one

  bool operator==(const T5Options&) const = default;
  static T5Options of(const SchemeRequest& request, const settings::Spec&) {
    return {.heads = request.heads,
            .channels = request.channels,
            .attention = request.direction,
            .direction = request.direction == Direction::kCausal ? T5Direction::kCausal : T5Direction::kBoth,
            .generator = request.generator};
  }
};
template <class Visit>
void fields(T5Options& options, Visit&& visit) {
  visit("buckets", options.buckets, "trained numbers a head");
  visit("distance", options.distance, "tokens from which all share the last bucket");
  visit("direction", options.direction, "causal, or both: half of the buckets for keys ahead");
}
static_assert(settings::Fields<T5Options>);

/// The distance at which each bucket of one side begins, tokens, from 0: the first half are single distances; bucket
/// b of N begins at the smallest n with (n/e)^(N-e) >= (distance/e)^(b-e), e = N/2.
/// @throws c10::ValueError unless buckets >= 2 and distance > buckets / 2
std::vector<int64_t> t5_thresholds(int64_t buckets, int64_t distance);

/// The bucket of a key `offset` = p_j - p_i tokens ahead of the query.
int64_t t5_bucket(int64_t offset, const T5Options& options);

class T5Impl final : public ScoreEncoding {
 public:
  using Options = T5Options;
  /// @throws c10::ValueError unless buckets and distance fit, and for kCausal where keys ahead are seen
  explicit T5Impl(const T5Options& options);
  /// One DistanceBias [H, 2·distance + 1].
  ScoreTerms terms(const AttentionProblem& problem, const LayerCall& call) override;

  const T5Options options;
  torch::Tensor weight;  ///< [buckets, H]

 private:
  OnDevice index_;  ///< int64 [2·distance + 1]: the bucket of each offset
};
TORCH_MODULE(T5);

}  // namespace sextant::position
