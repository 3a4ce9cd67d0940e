// A network of the distance: one number in, a bias for each head out.
//
// The one-dimensional form of Swin v2's continuous bias (Liu et al., 2021, arXiv:2111.09883, section 3.3) and of
// CrossFormer's dynamic position bias (Wang et al., 2021, arXiv:2108.00154); sizes and activation of
// x-transformers' DynamicPositionBias.
// Enters at: scores.   score[h, i, j] += f(x)[h],   x = p_i - p_j, or sign(p_i - p_j)·ln(|p_i - p_j| + 1)
//
// Not here: the bias of the last layer, one constant a head, which no softmax sees; layer norms; axes (swinv2.h).
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/request.h"

namespace sextant::position {

struct BiasMlpOptions {
  int64_t heads;                                ///< H
  int64_t depth = 2;                            ///< hidden layers
  int64_t width;                                ///< of each, at first a quarter of the channels
  bool log = true;                              ///< the logarithm of the distance
  std::optional<at::Generator> generator = {};  ///< draws the first values; none: LibTorch's global one

  bool operator==(const BiasMlpOptions&) const = default;
  static BiasMlpOptions of(const SchemeRequest& request, const settings::Spec&) {
    return {
        .heads = request.heads, .width = std::max<int64_t>(request.channels / 4, 1), .generator = request.generator};
  }
};
template <class Visit>
void fields(BiasMlpOptions& options, Visit&& visit) {
  visit("depth", options.depth, "hidden layers");
  visit("width", options.width, "of each hidden layer");
  visit("log", options.log, "the logarithm of the distance, or the distance itself");
}
static_assert(settings::Fields<BiasMlpOptions>);

class BiasMlpImpl final : public ScoreEncoding {
 public:
  using Options = BiasMlpOptions;
  /// @throws c10::ValueError unless depth and width are at least 1
  explicit BiasMlpImpl(const BiasMlpOptions& options);
  /// One DistanceBias over the distances that occur; a DenseBias for real positions.
  ScoreTerms terms(const AttentionProblem& problem, const LayerCall& call) override;

  const BiasMlpOptions options;
  std::vector<torch::Tensor> weights;  ///< [width, 1], [width, width] …, [H, width]
  std::vector<torch::Tensor> biases;   ///< [width] a hidden layer

 private:
  /// Differences p_j - p_i [n] → [H, n].
  torch::Tensor of_offsets(const torch::Tensor& offsets) const;
};
TORCH_MODULE(BiasMlp);

}  // namespace sextant::position
