// FoPE: RoPE whose every pair turns by a trained mixture of the trained frequencies; those too slow to be trained stand
// still.
//
// Hua et al., "Fourier position embedding", 2024, arXiv:2412.17739, section 4; vLLM, rotary_embedding/fope.py.
// Enters at: rotation.   cos'_k = Σ_m cos(p·w_m)·C[m, k], sin'_k = Σ_m sin(p·w_m)·S[m, k] over the F pairs with
//   w_m > 2π/L0; cos' = 1, sin' = 0 for the others
//
// C and S differ, so what they do is no rotation, and scores no function of distances alone.
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/pair_layout.h"
#include "sextant/position/request.h"
#include "sextant/position/rotary_table.h"

namespace sextant::position {

struct FopeOptions {
  int64_t channels;   ///< D
  int64_t heads;      ///< H
  int64_t key_heads;  ///< K
  int64_t original;   ///< L0, tokens
  double base = 10000;
  double gain = 0.3;  ///< of the first coefficients, as in the authors' configurations
  PairLayout layout = PairLayout::kHalves;
  std::optional<at::Generator> generator = {};  ///< draws the first coefficients; none: LibTorch's global one

  bool operator==(const FopeOptions&) const = default;
  static FopeOptions of(const SchemeRequest& request, const settings::Spec&) {
    return {.channels = request.head_channels,
            .heads = request.heads,
            .key_heads = request.key_heads,
            .original = request.longest,
            .generator = request.generator};
  }
};
template <class Visit>
void fields(FopeOptions& options, Visit&& visit) {
  visit("original", options.original, "tokens in which a pair must make more than one turn to be kept");
  visit("base", options.base, "base of the wavelengths");
  visit("gain", options.gain, "how far the first mixtures are from single frequencies");
  visit("layout", options.layout, "which two channels form a pair");
}
static_assert(settings::Fields<FopeOptions>);

class FopeImpl final : public RotationEncoding {
 public:
  using Options = FopeOptions;
  /// @throws c10::ValueError unless the channels are even, base > 1, gain >= 0 and some pair turns in L0 tokens
  explicit FopeImpl(const FopeOptions& options);
  Rotation rotation(const LayerCall& call, int64_t version) override;

  const FopeOptions options;
  /// C and S, [K, F, F] each: at first the identity plus normal numbers of Xavier's spread times `gain`.
  torch::Tensor cosines, sines;

 private:
  torch::Tensor mixed(const torch::Tensor& plain, const torch::Tensor& coefficients, double elsewhere) const;

  RowTable table_;  ///< rows [2, F]
};
TORCH_MODULE(Fope);

}  // namespace sextant::position
