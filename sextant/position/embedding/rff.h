// Random Fourier features: sines and cosines of random directions and frequencies.
//
// Tancik et al., "Fourier features let networks learn high frequency functions in low dimensional domains", 2020,
// arXiv:2006.10739: γ(v) = [cos 2πBv, sin 2πBv], B ~ N(0, σ²).
// Enters at: embedding.   x + [cos 2π W z, sin 2π W z],   z = p/resolution on each axis
//
// The draw is a function of `seed`, which the model's spec holds: nothing has to be stored, and a model that is loaded
// draws the same.
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/request.h"
#include "sextant/position/row_table.h"

namespace sextant::position {

struct RffOptions {
  int64_t channels;    ///< C, even
  int64_t resolution;  ///< positions from 0 to 1, on each axis
  double sigma = 10;   ///< of the frequencies, turns from 0 to 1; the paper's for images
  int64_t axes = 1;
  int64_t seed = 0;
  bool trainable = false;  ///< whether the frequencies are trained

  bool operator==(const RffOptions&) const = default;
  static RffOptions of(const SchemeRequest& request, const settings::Spec&) {
    return {.channels = request.channels, .resolution = request.longest};
  }
};
template <class Visit>
void fields(RffOptions& options, Visit&& visit) {
  visit("resolution", options.resolution, "positions between 0 and 1, on each axis");
  visit("sigma", options.sigma, "standard deviation of the frequencies, turns between 0 and 1");
  visit("axes", options.axes, "of a position: 1 for a text, 2 for a picture");
  visit("seed", options.seed, "of the draw");
  visit("trainable", options.trainable, "whether the frequencies are trained");
}
static_assert(settings::Fields<RffOptions>);

/// The draw, turns a position: float64 [axes, C/2].
torch::Tensor rff_frequencies(const RffOptions& options);

class RffImpl final : public EmbeddingEncoding {
 public:
  using Options = RffOptions;
  /// @throws c10::ValueError unless channels is even and at least 2, resolution and axes at least 1, seed at least 0
  ///         and sigma positive
  explicit RffImpl(const RffOptions& options);
  torch::Tensor rows(const LayerCall& call) override;

  const RffOptions options;
  torch::Tensor frequency = {};  ///< [axes, C/2], turns a position, if trainable

 private:
  RowTable table_;
};
TORCH_MODULE(Rff);

}  // namespace sextant::position
