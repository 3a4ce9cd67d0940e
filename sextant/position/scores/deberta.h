// DeBERTa's disentangled attention: content looks for places, and places look for content.
//
// He et al., 2020, arXiv:2006.03654, section 3.1; the buckets, and the index of the second term, of the released code.
// Enters at: scores.   scale/√3·(q_i·k_j + q_i·Kr[δ] + k_j·Qr[δ]),   δ = clamp(bucket(p_i - p_j) + N, 0, 2N - 1)
//
// The paper's equation 4 writes Qr[δ(j, i)]; the released code, and so every checkpoint, reads both tables at the same
// δ(i, j). Buckets are single distances up to N/2, then grow with the logarithm; they are sorted here in long double,
// a tie counting as reached, where the code takes a float32 logarithm.
//
// Not here: the one table of all layers behind Kr and Qr, which each layer of DeBERTa projects (the tables here are the
// products), and content projections shared with places.
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/on_device.h"
#include "sextant/position/request.h"

namespace sextant::position {

struct DebertaOptions {
  int64_t heads;                                ///< H
  int64_t head_channels;                        ///< D
  int64_t buckets = 256;                        ///< N a side
  int64_t longest = 512;                        ///< tokens from which all distances share the last bucket
  std::optional<at::Generator> generator = {};  ///< draws the first values; none: LibTorch's global one

  bool operator==(const DebertaOptions&) const = default;
  static DebertaOptions of(const SchemeRequest& request, const settings::Spec&) {
    return {.heads = request.heads, .head_channels = request.head_channels, .generator = request.generator};
  }
};
template <class Visit>
void fields(DebertaOptions& options, Visit&& visit) {
  visit("buckets", options.buckets, "rows of the tables for each side");
  visit("longest", options.longest, "tokens from which all distances share the last bucket");
}
static_assert(settings::Fields<DebertaOptions>);

/// bucket(Δ), odd in Δ. It goes on past N; the tables' index is clamped.
/// @throws c10::ValueError unless buckets are even and at least 4, and longest is more than half of them plus one
int64_t deberta_bucket(int64_t distance, const DebertaOptions& options);

class DebertaImpl final : public ScoreEncoding {
 public:
  using Options = DebertaOptions;
  /// @throws c10::ValueError as deberta_bucket
  explicit DebertaImpl(const DebertaOptions& options);
  /// A DistanceBias [B, H, Q, N'] of queries, a DenseBias [B, H, Q, S] of keys, and 1/√3 as query_scale.
  ScoreTerms terms(const AttentionProblem& problem, const LayerCall& call) override;

  const DebertaOptions options;
  torch::Tensor keys;     ///< Kr [H, 2N, D]
  torch::Tensor queries;  ///< Qr [H, 2N, D]

 private:
  OnDevice rows_;  ///< int64 [2·longest + 1]: δ of p_j - p_i = -longest … longest
};
TORCH_MODULE(Deberta);

}  // namespace sextant::position
