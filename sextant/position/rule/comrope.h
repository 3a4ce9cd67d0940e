// ComRoPE: blocks of channels turned by trained rotations that commute, so that scores depend on displacements alone.
//
// Yu et al., "ComRoPE: scalable and robust rotary position embedding parameterized by trainable commuting angle
// matrices", 2025, arXiv:2506.03737, section 4 (linearly dependent matrices); code Longin-Yu/ComRoPE,
// ComRoPELDAttention. Enters as a rule.   q of block n times exp((Σ_a x_a·m[a, n])·(P[n] - P[n]ᵀ)), keys alike; x_a =
// p_a/N_a, N_a patches on
//   axis a
//
// A rule since a block is wider than the pairs a rotation turns. Not here: the variant that gives each axis blocks of
// its own; what the authors do to coordinates in training.
#pragma once

#include <torch/nn/pimpl.h>

#include <numeric>

#include "sextant/position/request.h"

namespace sextant::position {

struct ComropeOptions {
  int64_t channels;                             ///< D
  int64_t heads;                                ///< H
  int64_t key_heads;                            ///< K: heads that share keys share rotations
  std::vector<int64_t> extents;                 ///< N_a: rows and columns of the grid
  int64_t block;                                ///< channels of a block, a divisor of D
  double spread = 1;                            ///< standard deviation of the first P
  std::optional<at::Generator> generator = {};  ///< draws the first weights; none: LibTorch's global one

  bool operator==(const ComropeOptions&) const = default;
  /// The authors' blocks of 8 where they fit. A model of sequences has no grid: its training length stands for both
  /// axes.
  static ComropeOptions of(const SchemeRequest& request, const settings::Spec&) {
    const std::vector<int64_t> line(2, request.longest);
    return {.channels = request.head_channels,
            .heads = request.heads,
            .key_heads = request.key_heads,
            .extents = request.extents.empty() ? line : request.extents,
            .block = std::gcd(request.head_channels, int64_t{8}),
            .generator = request.generator};
  }
};
template <class Visit>
void fields(ComropeOptions& options, Visit&& visit) {
  visit("extents", options.extents, "rows/columns of the grid that make one unit of each axis");
  visit("block", options.block, "channels that turn together");
  visit("spread", options.spread, "standard deviation of the first matrices");
}
static_assert(settings::Fields<ComropeOptions>);

class ComropeImpl final : public AttentionRule {
 public:
  using Options = ComropeOptions;
  /// @throws c10::ValueError unless block >= 2 divides the channels, there are two extents of at least 1 and spread > 0
  explicit ComropeImpl(const ComropeOptions& options);
  /// Positions are [rows, columns]; on one axis they stand for both alike. Turned keys are remembered, since a matrix
  /// exponential costs far more than the product that follows.
  /// @throws c10::ValueError for a problem of other heads than the matrices are for
  torch::Tensor attend(const AttentionProblem& problem, const LayerCall& call) override;
  /// What turns the blocks at these positions, orthogonal.  float64 [B|1, K, T, D/b, b, b]
  torch::Tensor rotations(const Positions& positions) const;

  const ComropeOptions options;
  torch::Tensor matrices;    ///< P [K, D/b, b, b]
  torch::Tensor directions;  ///< m [2, D/b]
};
TORCH_MODULE(Comrope);

}  // namespace sextant::position
