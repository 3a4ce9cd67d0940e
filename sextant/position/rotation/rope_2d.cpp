#include "sextant/position/rotation/rope_2d.h"

namespace sextant::position {
namespace {
void check_grid(const Rope2dOptions& options) {
  if (options.coords == RopeCoordinates::kIndex) return;
  TORCH_CHECK_VALUE(options.extents.size() == 2, "rope-2d: coords=pixel needs the extents of 2 axes, got ",
                    options.extents.size());
  for (const int64_t extent : options.extents)
    TORCH_CHECK_VALUE(extent >= 1, "rope-2d: every extent must be at least 1, got ", extent);
}

/// Pixels stand at (2p - (N - 1))/(N - 1), from -1 to 1; the only one of an axis at -1.
AxisPairs in_pixels(int64_t axis, std::vector<double> frequencies, int64_t extent) {
  if (extent == 1) return {.axis = axis, .frequencies = std::move(frequencies), .step = 0, .start = -1};
  const auto last = static_cast<double>(extent - 1);
  for (double& w : frequencies) w /= last;
  return {.axis = axis, .frequencies = std::move(frequencies), .step = 2, .start = -last};
}

void check_options(const Rope2dOptions& options) {
  const Rope2dOptions usual{.channels = options.channels, .extents = {}};
  const bool pixel = options.coords == RopeCoordinates::kPixel;
  TORCH_CHECK_VALUE(!pixel || options.base == usual.base, "rope-2d: base is for coords=index, got ", options.base);
  TORCH_CHECK_VALUE(pixel || options.resolution == usual.resolution, "rope-2d: resolution is for coords=pixel, got ",
                    options.resolution);
}

AxisPairs pairs_of(const Rope2dOptions& options, int64_t axis, size_t part) {
  if (options.coords == RopeCoordinates::kIndex)
    return {.axis = axis,
            .frequencies = axial_frequencies({options.channels, options.base, "rope-2d"}, options.split)[part]};
  return in_pixels(axis, pixel_frequencies(options.channels / 4, options.resolution),
                   options.extents[static_cast<size_t>(axis)]);
}

RowTable table_of(const Rope2dOptions& options) {
  check_options(options);
  check_grid(options);
  axial_frequencies({options.channels, options.base, "rope-2d"}, options.split);  // for its refusals
  const int64_t first = options.axes == RopeAxes::kHeightWidth ? 0 : 1;
  return axial_table("rope-2d", 2, {pairs_of(options, first, 0), pairs_of(options, 1 - first, 1)});
}
}  // namespace

Rope2dImpl::Rope2dImpl(const Rope2dOptions& options) : options(options), table_(table_of(options)) {}

Rotation Rope2dImpl::rotation(const LayerCall& call, int64_t) { return rotation_from(table_, call, options.layout); }

}  // namespace sextant::position
