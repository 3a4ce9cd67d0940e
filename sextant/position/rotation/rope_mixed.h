// RoPE-Mixed: RoPE on two axes whose pairs each turn with a trained mixture of both, so that diagonals are seen too.
//
// Heo et al., "Rotary position embedding for vision transformer", 2024, arXiv:2403.13298, section 3.2, equation 14;
// code of naver-ai/rope-vit, init_random_2d_freqs. Enters at: rotation.   pair k of head h turned by f_x[h, k]·x +
// f_y[h, k]·y
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/pair_layout.h"
#include "sextant/position/request.h"

namespace sextant::position {

struct RopeMixedOptions {
  int64_t channels;   ///< D, a multiple of 4
  int64_t heads;      ///< H
  int64_t key_heads;  ///< K: heads that share keys share frequencies
  double base = 10;
  PairLayout layout = PairLayout::kInterleaved;
  std::optional<at::Generator> generator = {};  ///< draws the first directions; none: LibTorch's global one

  bool operator==(const RopeMixedOptions&) const = default;
  static RopeMixedOptions of(const SchemeRequest& request, const settings::Spec&) {
    return {.channels = request.head_channels,
            .heads = request.heads,
            .key_heads = request.key_heads,
            .generator = request.generator};
  }
};
template <class Visit>
void fields(RopeMixedOptions& options, Visit&& visit) {
  visit("base", options.base, "base of the first frequencies");
  visit("layout", options.layout, "which two channels form a pair");
}
static_assert(settings::Fields<RopeMixedOptions>);

class RopeMixedImpl final : public RotationEncoding {
 public:
  using Options = RopeMixedOptions;
  /// @throws c10::ValueError unless the channels are a multiple of 4 and base > 1
  explicit RopeMixedImpl(const RopeMixedOptions& options);
  /// Positions are [rows, columns]; on one axis they stand for both alike. Angles in float64.
  Rotation rotation(const LayerCall& call, int64_t version) override;

  const RopeMixedOptions options;
  /// f_x, then f_y, radians a patch.  [2, K, D/2]. At first B^(-4m/D), m < D/4, in a direction drawn for each head,
  /// then the same at right angles to it.
  torch::Tensor frequencies;

 private:
  torch::Tensor angles(const Positions& positions) const;
};
TORCH_MODULE(RopeMixed);

}  // namespace sextant::position
