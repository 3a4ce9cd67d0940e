// FIRE: a small network of the distance, normalised by the query's position.
//
// Li et al., "Functional interpolation for relative positions", 2023, arXiv:2310.04418, section 3.2; the sizes of
// mcleish7/arithmetic.
// Enters at: scores.   score[h, i, j] += f(ψ(p_i - p_j) / (ψ(max(p_i, T)) + 1e-6))[h],   ψ(x) = ln(|c x| + 1)
//
// Not relative past T = threshold·multiplier, since it reads p_i. f is Linear 1-32, ReLU, Linear 32-H.
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/request.h"

namespace sextant::position {

struct FireOptions {
  int64_t heads;                                ///< H
  double c = 0.1;                               ///< start of the trained factor inside the logarithm
  double threshold = 512;                       ///< tokens; T = threshold·multiplier, the multiplier trained from 1
  int64_t width = 32;                           ///< of the hidden layer
  std::optional<at::Generator> generator = {};  ///< draws the first values; none: LibTorch's global one

  bool operator==(const FireOptions&) const = default;
  static FireOptions of(const SchemeRequest& request, const settings::Spec&) {
    return {.heads = request.heads, .generator = request.generator};
  }
};
template <class Visit>
void fields(FireOptions& options, Visit&& visit) {
  visit("c", options.c, "start of the trained factor inside the logarithm");
  visit("threshold", options.threshold, "tokens up to which the encoding is relative");
  visit("width", options.width, "of the hidden layer");
}
static_assert(settings::Fields<FireOptions>);

/// The network's input for queries at `i` and keys at `j`, which broadcast.
torch::Tensor fire_input(const torch::Tensor& i, const torch::Tensor& j, const torch::Tensor& c,
                         const torch::Tensor& threshold);

class FireImpl final : public ScoreEncoding {
 public:
  using Options = FireOptions;
  explicit FireImpl(const FireOptions& options);
  /// One DenseBias [B|1, H, Q, S].
  ScoreTerms terms(const AttentionProblem& problem, const LayerCall& call) override;

  const FireOptions options;
  torch::Tensor c;                     ///< []
  torch::Tensor multiplier;            ///< []
  torch::Tensor in_weight, in_bias;    ///< [width, 1], [width]
  torch::Tensor out_weight, out_bias;  ///< [H, width], [H]
};
TORCH_MODULE(Fire);

}  // namespace sextant::position
