// Fourier features of Perceiver: the coordinate and its sines and cosines in evenly spaced bands, mapped to the width.
//
// Jaegle et al., "Perceiver", 2021, arXiv:2103.03206, section 3.2; channel order as in transformers,
// generate_fourier_features.
// Enters at: embedding.   x + W·[z, sin π f_b z, …, cos π f_b z, …],   z = 2p/(resolution - 1) - 1 on each axis,
//                         f_b evenly from 1 to resolution/2
//
// The highest band turns once in two positions: the Nyquist frequency of `resolution` samples.
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/request.h"
#include "sextant/position/row_table.h"

namespace sextant::position {

struct FourierOptions {
  int64_t channels;    ///< C
  int64_t resolution;  ///< positions from -1 to 1, on each axis
  int64_t bands = 64;  ///< Perceiver's for images
  int64_t axes = 1;
  bool concat = true;                           ///< whether the coordinates themselves are among the features
  std::optional<at::Generator> generator = {};  ///< draws the first values; none: LibTorch's global one

  bool operator==(const FourierOptions&) const = default;
  static FourierOptions of(const SchemeRequest& request, const settings::Spec&) {
    return {.channels = request.channels,
            .resolution = std::max<int64_t>(request.longest, 2),
            .generator = request.generator};
  }
};
template <class Visit>
void fields(FourierOptions& options, Visit&& visit) {
  visit("resolution", options.resolution, "positions between -1 and 1, on each axis");
  visit("bands", options.bands, "frequencies, from 1 to half of the resolution");
  visit("axes", options.axes, "of a position: 1 for a text, 2 for a picture");
  visit("concat", options.concat, "whether the coordinates themselves are among the features");
}
static_assert(settings::Fields<FourierOptions>);

/// float64 positions [n], or [axes, n] → float64 [n, F]: coordinates, then sines by axis and band, then cosines.
torch::Tensor fourier_features(const FourierOptions& options, const torch::Tensor& positions);

class FourierImpl final : public EmbeddingEncoding {
 public:
  using Options = FourierOptions;
  /// @throws c10::ValueError unless channels, bands and axes are at least 1 and resolution at least 2
  explicit FourierImpl(const FourierOptions& options);
  torch::Tensor rows(const LayerCall& call) override;

  const FourierOptions options;
  torch::Tensor weight;  ///< [C, F], at first normal with variance 1/F: rows of the features' size

 private:
  RowTable table_;
};
TORCH_MODULE(Fourier);

}  // namespace sextant::position
