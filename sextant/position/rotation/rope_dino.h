// The rotation of DINOv3: RoPE on two axes over coordinates from -1 to 1, with few and long wavelengths.
//
// Siméoni et al., "DINOv3", 2025, arXiv:2508.10104; Hugging Face transformers, modeling_dinov3_vit.py.
// Enters at: rotation.   pairs 0 … D/4-1 by y, D/4 … D/2-1 by x, pair m of each by 2π·coordinate/B^(m/(D/4)),
//   coordinate = 2(n + ½)/N - 1, N patches on that axis
//
// Not here: what the authors do to the coordinates in training (shift, jitter, rescale); periods kept in bfloat16, as
// in their checkpoints.
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/pair_layout.h"
#include "sextant/position/request.h"
#include "sextant/position/rotary_table.h"

namespace sextant::position {

struct RopeDinoOptions {
  int64_t channels;              ///< D, a multiple of 4
  std::vector<int64_t> extents;  ///< rows and columns of the grid
  double base = 100;
  PairLayout layout = PairLayout::kHalves;

  bool operator==(const RopeDinoOptions&) const = default;
  /// A model of sequences has no grid: its training length stands for both axes.
  static RopeDinoOptions of(const SchemeRequest& request, const settings::Spec&) {
    const std::vector<int64_t> line(2, request.longest);
    return {.channels = request.head_channels, .extents = request.extents.empty() ? line : request.extents};
  }
};
template <class Visit>
void fields(RopeDinoOptions& options, Visit&& visit) {
  visit("extents", options.extents, "rows/columns of the grid whose edges are at -1 and 1");
  visit("base", options.base, "ratio of the longest wavelength to the shortest, nearly");
  visit("layout", options.layout, "which two channels form a pair");
}
static_assert(settings::Fields<RopeDinoOptions>);

class RopeDinoImpl final : public RotationEncoding {
 public:
  using Options = RopeDinoOptions;
  /// @throws c10::ValueError unless the channels are a multiple of 4, base > 1 and there are two extents of at least 1
  explicit RopeDinoImpl(const RopeDinoOptions& options);
  /// Positions are [rows, columns]; on one axis they stand for both alike.
  Rotation rotation(const LayerCall& call, int64_t version) override;

  const RopeDinoOptions options;

 private:
  RowTable table_;
};
TORCH_MODULE(RopeDino);

}  // namespace sextant::position
