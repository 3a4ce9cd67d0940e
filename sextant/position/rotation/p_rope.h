// p-RoPE: the fast pairs turn, the slow ones stand still.
//
// Barbero et al., "Round and round we go", 2024, arXiv:2410.06205, section 6; `proportional` in Hugging Face.
// Enters at: rotation.   w_k = B^(-2k/D) for the first int(fraction·D/2) pairs of the whole head, 0 for the others
//
// Not here: RoPE on the first channels alone (rope.h, fraction), where the exponent's denominator shrinks with them.
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/pair_layout.h"
#include "sextant/position/request.h"
#include "sextant/position/rotary_table.h"

namespace sextant::position {

struct PRopeOptions {
  int64_t channels;  ///< D
  double fraction = 0.75;
  double base = 10000;
  double factor = 1;
  PairLayout layout = PairLayout::kHalves;

  bool operator==(const PRopeOptions&) const = default;
  static PRopeOptions of(const SchemeRequest& request, const settings::Spec&) {
    return {.channels = request.head_channels};
  }
};
template <class Visit>
void fields(PRopeOptions& options, Visit&& visit) {
  visit("fraction", options.fraction, "share of the pairs that turn");
  visit("base", options.base, "base of the wavelengths");
  visit("factor", options.factor, "divides the frequencies");
  visit("layout", options.layout, "which two channels form a pair");
}
static_assert(settings::Fields<PRopeOptions>);

class PRopeImpl final : public RotationEncoding {
 public:
  using Options = PRopeOptions;
  explicit PRopeImpl(const PRopeOptions& options);
  Rotation rotation(const LayerCall& call, int64_t version) override;

  const PRopeOptions options;

 private:
  RowTable table_;
};
TORCH_MODULE(PRope);

}  // namespace sextant::position
