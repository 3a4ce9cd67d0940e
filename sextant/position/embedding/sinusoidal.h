// Sinusoidal encoding: fixed sines and cosines of the position, added to the embeddings.
//
// Vaswani et al., "Attention is all you need", 2017, arXiv:1706.03762, section 3.5.
// Enters at: embedding.   x + [sin p w_0, cos p w_0, sin p w_1, …]
//
// Not here: the formula of the rows (sinusoid.h), which other encodings start from as well.
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/request.h"
#include "sextant/position/row_table.h"
#include "sextant/position/sinusoid.h"

namespace sextant::position {

struct SinusoidalOptions {
  int64_t channels;  ///< C
  double base = 10000;
  std::optional<SinusoidOrder> order = {};  ///< nothing: interleaved with kPaper, sines first with kT2t
  SinusoidSpacing spacing = SinusoidSpacing::kPaper;
  double start = 0;  ///< added to the positions

  bool operator==(const SinusoidalOptions&) const = default;
  static SinusoidalOptions of(const SchemeRequest& request, const settings::Spec&) {
    return {.channels = request.channels};
  }
};
template <class Visit>
void fields(SinusoidalOptions& options, Visit&& visit) {
  visit("base", options.base, "base of the wavelengths");
  visit("order", options.order, "order of the channels; none is interleaved, or sines-first with spacing=t2t");
  visit("spacing", options.spacing, "paper, or tensor2tensor's, whose last wavelength is longer");
  visit("start", options.start, "added to the positions");
}
static_assert(settings::Fields<SinusoidalOptions>);

class SinusoidalImpl final : public EmbeddingEncoding {
 public:
  using Options = SinusoidalOptions;
  /// @throws c10::ValueError for an order with kT2t other than sines first
  explicit SinusoidalImpl(const SinusoidalOptions& options);
  torch::Tensor rows(const LayerCall& call) override;

  const SinusoidalOptions options;

 private:
  RowTable table_;
};
TORCH_MODULE(Sinusoidal);

}  // namespace sextant::position
