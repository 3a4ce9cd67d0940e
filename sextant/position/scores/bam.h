// BAM: a generalised Gaussian prior over distances, whose width and shape each head learns.
//
// Bianchessi et al., "Bayesian attention mechanism: a probabilistic framework for positional encoding and context
// length extrapolation", 2025, arXiv:2505.22842, and the authors' training code, models/bam.py.
// Enters at: scores.   -exp(α)·(|p_j - p_i - μ| + 10^-5)^β,   μ = 2 sinh m;   α, β and, if asked for, m trained by head
//
// Shape 1 with ALiBi's slopes, where training starts, is ALiBi; 2 is a Gaussian; towards 0 the prior grows flat and far
// keys count alike. The authors' inference_models/bam.py puts exp(α) under the exponent: another function of the same
// numbers, unless β = 1. Not here: the scores' temperature that the paper combines it with.
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/request.h"

namespace sextant::position {

struct BamOptions {
  int64_t heads;  ///< H
  double shape = 1;
  bool centre = false;

  bool operator==(const BamOptions&) const = default;
  static BamOptions of(const SchemeRequest& request, const settings::Spec&) { return {.heads = request.heads}; }
};
template <class Visit>
void fields(BamOptions& options, Visit&& visit) {
  visit("shape", options.shape, "first exponent of the distance: 1 as ALiBi, 2 a Gaussian, 0 flat");
  visit("centre", options.centre, "trains where the prior is greatest as well, which is else the query's own place");
}
static_assert(settings::Fields<BamOptions>);

class BamImpl final : public ScoreEncoding {
 public:
  using Options = BamOptions;
  /// @throws c10::ValueError for a shape below 0
  explicit BamImpl(const BamOptions& options);
  /// One DistanceBias over the distances that occur; a DenseBias for real positions.
  ScoreTerms terms(const AttentionProblem& problem, const LayerCall& call) override;

  const BamOptions options;
  torch::Tensor log_slopes;   ///< α [H], at first the logarithms of ALiBi's slopes
  torch::Tensor shapes;       ///< β [H]
  torch::Tensor centre = {};  ///< m [H], at first 0; undefined unless options.centre
};
TORCH_MODULE(Bam);

}  // namespace sextant::position
