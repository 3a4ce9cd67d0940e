// A bank of bias profiles over the distance, which each token mixes for its own queries.
//
// Inkling in Hugging Face transformers 5.24 (InklingRelativeLogits).
// Enters at: scores.   score[h, i, j] += Σ over b of (W x_i)[h, b]·bank[b, Δ]   for 0 <= Δ = p_i - p_j < reach
//
// Not here: the model's logarithmic temperature (the modifier logn), its short convolutions and its scale 1/D.
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/request.h"

namespace sextant::position {

struct DistanceBankOptions {
  int64_t heads;                                ///< H
  int64_t channels;                             ///< C
  int64_t bases = 16;                           ///< profiles in the bank
  int64_t reach = 1024;                         ///< tokens a profile covers; past it the bias is 0
  std::optional<at::Generator> generator = {};  ///< draws the first values; none: LibTorch's global one

  bool operator==(const DistanceBankOptions&) const = default;
  static DistanceBankOptions of(const SchemeRequest& request, const settings::Spec&) {
    return {.heads = request.heads, .channels = request.channels, .generator = request.generator};
  }
};
template <class Visit>
void fields(DistanceBankOptions& options, Visit&& visit) {
  visit("bases", options.bases, "profiles in the bank");
  visit("reach", options.reach, "tokens a profile covers; past it the bias is 0");
}
static_assert(settings::Fields<DistanceBankOptions>);

class DistanceBankImpl final : public ScoreEncoding {
 public:
  using Options = DistanceBankOptions;
  /// @throws c10::ValueError unless bases and reach are at least 1
  explicit DistanceBankImpl(const DistanceBankOptions& options);
  /// One DistanceBias [B, H, Q, 2M + 1], M the farthest distance that occurs, at most reach.
  ScoreTerms terms(const AttentionProblem& problem, const LayerCall& call) override;

  const DistanceBankOptions options;
  torch::Tensor mix;   ///< W [H·bases, C]
  torch::Tensor bank;  ///< [bases, reach]
};
TORCH_MODULE(DistanceBank);

}  // namespace sextant::position
