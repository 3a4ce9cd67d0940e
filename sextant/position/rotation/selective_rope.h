// Selective RoPE: rotary angles that each token adds to, by as much as it chooses.
//
// Movahedi et al., "Selective rotary position embedding", 2025, arXiv:2511.17388, and the authors' code,
// timurcarstensen/selective-rope, modules/rotary.py, with the options of their language models.
// Enters at: rotation.   pair k of token t turned by w_k·Σ_{s<=t} φ_s[k],   φ = conv(W_up W_down x/|x|),
//                        w_k = base^(-2k/D)
//
// Where RoPE turns by one step a token, the step here is read from the token: a text can stand still or run. It reads
// no positions. The length |x| is that of the part of x that lies at a head's place, as in the authors' code; heads
// that share keys share angles. Not here: the phase gate, the bias and the trained frequencies, off in all their
// configurations.
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/request.h"

namespace sextant::position {

struct SelectiveRopeOptions {
  int64_t channels;       ///< C, a multiple of K
  int64_t heads;          ///< H
  int64_t key_heads;      ///< K
  int64_t head_channels;  ///< D, even
  int64_t rank = 32;
  int64_t conv = 4;
  double base = 500000;
  std::optional<at::Generator> generator = {};  ///< draws the first weights; none: LibTorch's global one

  bool operator==(const SelectiveRopeOptions&) const = default;
  static SelectiveRopeOptions of(const SchemeRequest& request, const settings::Spec&) {
    return {.channels = request.channels,
            .heads = request.heads,
            .key_heads = request.key_heads,
            .head_channels = request.head_channels,
            .generator = request.generator};
  }
};
template <class Visit>
void fields(SelectiveRopeOptions& options, Visit&& visit) {
  visit("rank", options.rank, "width between the two maps that read the steps");
  visit("conv", options.conv, "tokens of the convolution over steps; 1 for none");
  visit("base", options.base, "base of the frequencies the steps are multiplied by");
}
static_assert(settings::Fields<SelectiveRopeOptions>);

class SelectiveRopeImpl final : public RotationEncoding {
 public:
  using Options = SelectiveRopeOptions;
  /// @throws c10::ValueError unless D is even, K divides C, rank and conv are at least 1 and base > 1
  explicit SelectiveRopeImpl(const SelectiveRopeOptions& options);
  /// Sums and angles in float64. Remembers the sum so far and the last conv - 1 tokens.
  Rotation rotation(const LayerCall& call, int64_t version) override;

  const SelectiveRopeOptions options;
  torch::Tensor down;       ///< W_down [rank, C]
  torch::Tensor up;         ///< W_up [K·D/2, rank]
  torch::Tensor taps = {};  ///< [K·D/2, conv], the last for the token itself; undefined with conv = 1

 private:
  torch::Tensor steps(const LayerCall& call) const;
};
TORCH_MODULE(SelectiveRope);

}  // namespace sextant::position
