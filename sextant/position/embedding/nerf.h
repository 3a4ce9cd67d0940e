// NeRF's encoding: sines and cosines of a coordinate in octaves, mapped to the width.
//
// Mildenhall et al., "NeRF", 2020, arXiv:2003.08934, section 5.1, equation 4.
// Enters at: embedding.   x + W·[sin 2^0 π z, cos 2^0 π z, …, sin 2^(L-1) π z, cos 2^(L-1) π z],
//                         z = 2p/(resolution - 1) - 1, each axis after the other
//
// The paper feeds the features to its network as they are; here a trained map brings them to the width of the model.
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/request.h"
#include "sextant/position/row_table.h"

namespace sextant::position {

struct NerfOptions {
  int64_t channels;      ///< C
  int64_t resolution;    ///< positions from -1 to 1, on each axis
  int64_t octaves = 10;  ///< L, the paper's for places
  int64_t axes = 1;
  std::optional<at::Generator> generator = {};  ///< draws the first values; none: LibTorch's global one

  bool operator==(const NerfOptions&) const = default;
  static NerfOptions of(const SchemeRequest& request, const settings::Spec&) {
    return {.channels = request.channels,
            .resolution = std::max<int64_t>(request.longest, 2),
            .generator = request.generator};
  }
};
template <class Visit>
void fields(NerfOptions& options, Visit&& visit) {
  visit("resolution", options.resolution, "positions between -1 and 1, on each axis");
  visit("octaves", options.octaves, "frequencies, each twice the one before");
  visit("axes", options.axes, "of a position: 1 for a text, 2 for a picture");
}
static_assert(settings::Fields<NerfOptions>);

/// float64 positions [n], or [axes, n] → float64 [n, 2·axes·L]
torch::Tensor nerf_features(const NerfOptions& options, const torch::Tensor& positions);

class NerfImpl final : public EmbeddingEncoding {
 public:
  using Options = NerfOptions;
  /// @throws c10::ValueError unless channels and axes are at least 1, resolution at least 2 and octaves 1 to 52
  explicit NerfImpl(const NerfOptions& options);
  torch::Tensor rows(const LayerCall& call) override;

  const NerfOptions options;
  torch::Tensor weight;  ///< [C, 2·axes·L], at first normal: rows of the features' size

 private:
  RowTable table_;
};
TORCH_MODULE(Nerf);

}  // namespace sextant::position
