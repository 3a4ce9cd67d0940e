#include "sextant/position/rotation/rope_dino.h"

#include <numbers>

#include "sextant/position/rotation/frequencies.h"

namespace sextant::position {
namespace {
void check_options(const RopeDinoOptions& options) {
  TORCH_CHECK_VALUE(options.channels >= 4 && options.channels % 4 == 0,
                    "rope-dino: head channels must be a multiple of 4, got ", options.channels);
  TORCH_CHECK_VALUE(options.base > 1, "rope-dino: base must be greater than 1, got ", options.base);
  TORCH_CHECK_VALUE(options.extents.size() == 2, "rope-dino: a grid has the extents of 2 axes, got ",
                    options.extents.size());
  for (const int64_t extent : options.extents)
    TORCH_CHECK_VALUE(extent >= 1, "rope-dino: every extent must be at least 1, got ", extent);
}

/// (p + ½)/N·2 - 1 is (2p + 1 - N)/N.
AxisPairs pairs_of(const RopeDinoOptions& options, int64_t axis) {
  const auto extent = static_cast<double>(options.extents[static_cast<size_t>(axis)]);
  // B^(-m/(D/4)) are the frequencies of RoPE on D/2 channels.
  std::vector<double> w = rotary_frequencies({options.channels / 2, options.base, "rope-dino"});
  for (double& turns : w) turns *= 2 * std::numbers::pi / extent;
  return {.axis = axis, .frequencies = std::move(w), .step = 2, .start = 1 - extent};
}

RowTable table_of(const RopeDinoOptions& options) {
  check_options(options);
  return axial_table("rope-dino", 2, {pairs_of(options, 0), pairs_of(options, 1)});
}
}  // namespace

RopeDinoImpl::RopeDinoImpl(const RopeDinoOptions& options) : options(options), table_(table_of(options)) {}

Rotation RopeDinoImpl::rotation(const LayerCall& call, int64_t) { return rotation_from(table_, call, options.layout); }

}  // namespace sextant::position
