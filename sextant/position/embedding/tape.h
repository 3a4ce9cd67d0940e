// tAPE: sinusoids whose frequencies fit the width and the length of a short time series.
//
// Foumani et al., "Improving position encoding of transformers for multivariate time series classification", 2023,
// arXiv:2305.16642, equation 13.
// Enters at: embedding.   x + [sin p w_0, cos p w_0, …],   w_k = B^(-2k/C)·C/L
//
// With C = L these are the plain sinusoids. Not here: the authors' relative bias, and other encodings of this name.
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/request.h"
#include "sextant/position/row_table.h"

namespace sextant::position {

struct TapeOptions {
  int64_t channels;  ///< C
  int64_t longest;   ///< L
  double base = 10000;

  bool operator==(const TapeOptions&) const = default;
  static TapeOptions of(const SchemeRequest& request, const settings::Spec&) {
    return {.channels = request.channels, .longest = request.longest};
  }
};
template <class Visit>
void fields(TapeOptions& options, Visit&& visit) {
  visit("longest", options.longest, "tokens of a series");
  visit("base", options.base, "base of the wavelengths");
}
static_assert(settings::Fields<TapeOptions>);

class TapeImpl final : public EmbeddingEncoding {
 public:
  using Options = TapeOptions;
  /// @throws c10::ValueError unless longest >= 1 and base is positive
  explicit TapeImpl(const TapeOptions& options);
  torch::Tensor rows(const LayerCall& call) override;

  const TapeOptions options;

 private:
  RowTable table_;
};
TORCH_MODULE(Tape);

}  // namespace sextant::position
