// Swin v2's continuous bias: a network of the logarithm of both offsets on a grid.
//
// Liu et al., 2021, arXiv:2111.09883, section 3.3, equation 4, and its code, which divides by the window of
// pretraining.
// Enters at: scores.   16·sigmoid(f(x))[h],   x = sign(u)·log2(1 + |u|)/3,   u = 8·(p_i - p_j)/(M - 1)
//
// x has both axes; f is Linear 2-width, ReLU, Linear width-H, the last without a bias. Positions come as [rows,
// columns]; a 1-D position counts on both axes.
//
// Not here: the cosine attention and the trained temperature beside it.
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/request.h"

namespace sextant::position {

struct Swinv2Options {
  int64_t heads;                                ///< H
  int64_t window = 8;                           ///< M, tokens a side of the window it was trained at first
  int64_t width = 512;                          ///< of the hidden layer
  std::optional<at::Generator> generator = {};  ///< draws the first values; none: LibTorch's global one

  bool operator==(const Swinv2Options&) const = default;
  static Swinv2Options of(const SchemeRequest& request, const settings::Spec&) {
    return {.heads = request.heads, .generator = request.generator};
  }
};
template <class Visit>
void fields(Swinv2Options& options, Visit&& visit) {
  visit("window", options.window, "tokens a side of the window it was trained at first, the unit of offsets");
  visit("width", options.width, "of the hidden layer");
}
static_assert(settings::Fields<Swinv2Options>);

/// The network's input for offsets of any shape, float64. A window of 1 has no other offset than 0: input 0.
torch::Tensor swinv2_input(const torch::Tensor& offsets, int64_t window);

class Swinv2Impl final : public ScoreEncoding {
 public:
  using Options = Swinv2Options;
  /// @throws c10::ValueError unless window and width are at least 1
  explicit Swinv2Impl(const Swinv2Options& options);
  /// One DenseBias [B|1, H, Q, S]. The network runs once for each pair of offsets that occurs.
  /// @throws c10::ValueError for more than two axes
  ScoreTerms terms(const AttentionProblem& problem, const LayerCall& call) override;

  const Swinv2Options options;
  torch::Tensor in_weight, in_bias;  ///< [width, 2], [width]
  torch::Tensor out_weight;          ///< [H, width]
};
TORCH_MODULE(Swinv2);

}  // namespace sextant::position
