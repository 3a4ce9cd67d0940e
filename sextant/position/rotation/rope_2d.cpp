#include "sextant/position/rotation/rope_2d.h"

namespace sextant::position {
namespace {
/// float64 [2, 2]: coordinate = slope·position + offset, a row (slope, offset) an axis.
torch::Tensor coordinate_maps(const Rope2dOptions& options) {
  if (options.coords == RopeCoordinates::kIndex) return torch::tensor({{1.0, 0.0}, {1.0, 0.0}}, torch::kFloat64);
  TORCH_CHECK_VALUE(options.extents.size() == 2, "rope-2d: coords=pixel needs the extents of 2 axes, got ",
                    options.extents.size());
  std::vector<torch::Tensor> maps;
  for (const int64_t extent : options.extents) {
    TORCH_CHECK_VALUE(extent >= 1, "rope-2d: every extent must be at least 1, got ", extent);
    const double slope = extent == 1 ? 0 : 2.0 / static_cast<double>(extent - 1);
    maps.push_back(torch::tensor({slope, -1.0}, torch::kFloat64));
  }
  return torch::stack(maps);
}

void check_options(const Rope2dOptions& options) {
  const Rope2dOptions usual{.channels = options.channels, .extents = {}};
  const bool pixel = options.coords == RopeCoordinates::kPixel;
  TORCH_CHECK_VALUE(!pixel || options.base == usual.base, "rope-2d: base is for coords=index, got ", options.base);
  TORCH_CHECK_VALUE(pixel || options.resolution == usual.resolution, "rope-2d: resolution is for coords=pixel, got ",
                    options.resolution);
}

std::array<torch::Tensor, 2> axis_frequencies(const Rope2dOptions& options) {
  std::array<std::vector<double>, 2> w = axial_frequencies({options.channels, options.base}, options.split);
  if (options.coords == RopeCoordinates::kPixel)
    w[0] = w[1] = pixel_frequencies(options.channels / 4, options.resolution);
  return {torch::tensor(w[0], torch::kFloat64), torch::tensor(w[1], torch::kFloat64)};
}

RowTable table_of(const Rope2dOptions& options) {
  check_options(options);
  const std::array<torch::Tensor, 2> w = axis_frequencies(options);
  const torch::Tensor maps = coordinate_maps(options);
  const int64_t first = options.axes == RopeAxes::kHeightWidth ? 0 : 1;
  return {"rope-2d", 2, [w, maps, first](const torch::Tensor& ids) {
            const torch::Tensor at = ids * maps.select(1, 0).unsqueeze(1) + maps.select(1, 1).unsqueeze(1);
            const torch::Tensor a = at[first].unsqueeze(-1) * w[0], b = at[1 - first].unsqueeze(-1) * w[1];
            return cosines_and_sines(torch::cat({a, b}, 1), 1);
          }};
}
}  // namespace

Rope2dImpl::Rope2dImpl(const Rope2dOptions& options) : options(options), table_(table_of(options)) {}

Rotation Rope2dImpl::rotation(const LayerCall& call, int64_t) { return rotation_from(table_, call, options.layout); }

}  // namespace sextant::position
