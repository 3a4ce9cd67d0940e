// Sandwich: the part of a dot product of sinusoids that depends on the distance, as a bias without weights.
//
// Chi et al., "Dissecting transformer length extrapolation", 2022, arXiv:2212.10356; numbering of the
// frequencies, offset and head factors of NeMo's code.
// Enters at: scores.   H/(8 (h+1))·(Σ over k = 1 … W/2 of cos((p_i - p_j)·10000^(-2k/W)) - W/2)
//
// The frequencies start at k = 1, not 0, and the offset W/2 makes distance 0 cost nothing.
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/request.h"

namespace sextant::position {

struct SandwichOptions {
  int64_t heads;  ///< H
  int64_t width;  ///< W, channels of the sinusoids

  bool operator==(const SandwichOptions&) const = default;
  static SandwichOptions of(const SchemeRequest& request, const settings::Spec&) {
    return {.heads = request.heads, .width = request.head_channels};
  }
};
template <class Visit>
void fields(SandwichOptions& options, Visit&& visit) {
  visit("width", options.width, "channels of the sinusoids");
}
static_assert(settings::Fields<SandwichOptions>);

/// The bias of differences p_j - p_i [n], in float64.  [H, n]
torch::Tensor sandwich_bias(const SandwichOptions& options, const torch::Tensor& offsets);

class SandwichImpl final : public ScoreEncoding {
 public:
  using Options = SandwichOptions;
  /// @throws c10::ValueError unless the width is even and at least 2
  explicit SandwichImpl(const SandwichOptions& options);
  /// One DistanceBias over the distances that occur; a DenseBias for real positions.
  ScoreTerms terms(const AttentionProblem& problem, const LayerCall& call) override;

  const SandwichOptions options;
};
TORCH_MODULE(Sandwich);

}  // namespace sextant::position
