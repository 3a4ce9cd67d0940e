// LieRE: blocks of channels turned by the exponential of a trained skew matrix for each axis, weighed by the
// coordinates.
//
// Ostmeier et al., "LieRE: Lie rotational positional encodings", 2024, arXiv:2406.10322; code StanfordMIMI/LieRE,
// models/rope_vit.py, LierePositionEncoder. Enters as a rule.   q of block n times exp(Σ_a x_a·(P[a, n] - P[a, n]ᵀ)),
// keys alike; x_a = p_a/(N_a - 1), so the grid of training runs from 0 to 1
//
// Matrices of several axes do not commute: a score then depends on where both tokens stand, not on their displacement
// alone. On one axis there is one matrix and the encoding is relative, a RoPE that learns its planes and frequencies.
// Not here: the authors' identity for a class token, whose position is 0 on every axis.
#pragma once

#include <torch/nn/pimpl.h>

#include <numbers>
#include <numeric>

#include "sextant/position/request.h"

namespace sextant::position {

struct LiereOptions {
  int64_t channels;                             ///< D
  int64_t heads;                                ///< H
  int64_t key_heads;                            ///< K: heads that share keys share matrices
  std::vector<int64_t> extents;                 ///< N_a, one number an axis
  int64_t block;                                ///< channels of a block, a divisor of D
  double spread = 2 * std::numbers::pi;         ///< first entries are uniform in [0, spread)
  std::optional<at::Generator> generator = {};  ///< draws the first weights; none: LibTorch's global one

  bool operator==(const LiereOptions&) const = default;
  /// Blocks of 8, the smaller of the paper's two sizes, where they fit. A sequence is a grid of one axis.
  static LiereOptions of(const SchemeRequest& request, const settings::Spec&) {
    return {.channels = request.head_channels,
            .heads = request.heads,
            .key_heads = request.key_heads,
            .extents = request.extents.empty() ? std::vector{request.longest} : request.extents,
            .block = std::gcd(request.head_channels, int64_t{8}),
            .generator = request.generator};
  }
};
template <class Visit>
void fields(LiereOptions& options, Visit&& visit) {
  visit("extents", options.extents, "tokens on each axis of the grid of training, such as 14/14");
  visit("block", options.block, "channels that turn together");
  visit("spread", options.spread, "greatest first entry of a matrix, radians over the whole axis");
}
static_assert(settings::Fields<LiereOptions>);

class LiereImpl final : public AttentionRule {
 public:
  using Options = LiereOptions;
  /// @throws c10::ValueError unless block >= 2 divides the channels, every extent is at least 1 and spread > 0
  explicit LiereImpl(const LiereOptions& options);
  /// Positions have as many axes as there are extents; on one axis they stand for all of them alike.
  /// @throws c10::ValueError for a problem of other heads than the matrices are for
  torch::Tensor attend(const AttentionProblem& problem, const LayerCall& call) override;
  /// What turns the blocks at these positions, orthogonal.  float64 [B|1, K, T, D/b, b, b]
  torch::Tensor rotations(const Positions& positions) const;

  const LiereOptions options;
  torch::Tensor matrices;  ///< P [axes, K, D/b, b, b]; only what stands above the diagonal counts
};
TORCH_MODULE(Liere);

}  // namespace sextant::position
