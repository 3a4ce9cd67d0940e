// PaTH: between key and query lies a product of Householder-like reflections, one for each token on the way.
//
// Yang et al., 2025, arXiv:2505.16381; sizes, activation and start of fla's PaTHAttention.
// Enters as a rule.   score_ij = scale·k_jᵀ·(Π over s = j+1 … i of (I - β_s w_s w_sᵀ))·q_i,   then softmax, ·v
//
// w_s = SiLU(conv(U V x_s)) as a unit vector, for each key head; β_s = 2·sigmoid(b·x_s + c). With β = 0 it is attention
// without positions, with β = 2 tokens reflect. It goes by the order of tokens, not by their positions.
//
// How: the keys known so far are kept reflected by all tokens up to the last (a running state, which cannot be taken
// back). New tokens come in chunks. Inside a chunk the product is the WY form, one triangular system:
// with L = strict lower part of β W Wᵀ and M = β W Kᵀ where the token comes after the key, N = (I + L)⁻¹ M, and
// A = Q Kᵀ - tril(Q Wᵀ) N. At the end of a chunk K becomes K - Nᵀ W.
//
// Not here: the forget gate beside it (the scheme fox), query and key norms (the model's).
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/request.h"

namespace sextant::position {

struct PathOptions {
  int64_t channels;                             ///< C
  int64_t key_heads;                            ///< K
  int64_t head_channels;                        ///< D
  int64_t rank = 32;                            ///< of the map from x to w
  int64_t conv = 3;                             ///< tokens of the causal convolution along each channel of w; 1: none
  std::optional<at::Generator> generator = {};  ///< draws the first values; none: LibTorch's global one

  bool operator==(const PathOptions&) const = default;
  static PathOptions of(const SchemeRequest& request, const settings::Spec&) {
    return {.channels = request.channels,
            .key_heads = request.key_heads,
            .head_channels = request.head_channels,
            .generator = request.generator};
  }
};
template <class Visit>
void fields(PathOptions& options, Visit&& visit) {
  visit("rank", options.rank, "of the map from tokens to reflections");
  visit("conv", options.conv, "tokens of the convolution along the reflections, 1 for none");
}
static_assert(settings::Fields<PathOptions>);

/// The reflections of some tokens.
struct PathSteps {
  torch::Tensor w;     ///< [B, K, T, D], unit vectors
  torch::Tensor beta;  ///< [B, K, T], from 0 to 2
};

/// scale·k_j·(product of reflections after key j up to query i)·q_i, [B, H, T, S].
/// @param queries    [B, H, T, D], times the scale
/// @param reflected  in: [B, K, S - T, D] the keys before these tokens, reflected up to the last of them, or undefined;
///                   out: [B, K, S, D] all keys, reflected up to the last token
torch::Tensor path_scores(const torch::Tensor& queries, const torch::Tensor& new_keys, const PathSteps& steps,
                          torch::Tensor& reflected);

class PathImpl final : public AttentionRule {
 public:
  using Options = PathOptions;
  /// @throws c10::ValueError unless rank and conv are at least 1
  explicit PathImpl(const PathOptions& options);
  /// @throws c10::ValueError unless it acts on all key heads
  torch::Tensor attend(const AttentionProblem& problem, const LayerCall& call) override;

  const PathOptions options;
  torch::Tensor down, up;                ///< V [rank, C], U [K·D, rank]
  torch::Tensor taps;                    ///< [K·D, conv], the last for the token itself; undefined with conv=1
  torch::Tensor beta_weight, beta_bias;  ///< [K, C], [K]

 private:
  PathSteps steps_of(const LayerCall& call, torch::Tensor& tail) const;
};
TORCH_MODULE(Path);

}  // namespace sextant::position
