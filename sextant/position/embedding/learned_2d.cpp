#include "sextant/position/embedding/learned_2d.h"

#include "sextant/position/ids.h"

namespace sextant::position {
namespace {
bool two_sizes(const std::vector<int64_t>& sizes) {
  return sizes.size() == 2 && std::ranges::all_of(sizes, [](int64_t size) { return size >= 1; });
}

void check(const Learned2dOptions& options) {
  TORCH_CHECK_VALUE(options.channels >= 1, "learned-2d: channels must be at least 1, got ", options.channels);
  TORCH_CHECK_VALUE(two_sizes(options.grid), "learned-2d: grid must be rows/columns of at least 1, got ",
                    c10::Join("/", options.grid));
  TORCH_CHECK_VALUE(options.target.empty() || two_sizes(options.target),
                    "learned-2d: target must be rows/columns of at least 1, got ", c10::Join("/", options.target));
  TORCH_CHECK_VALUE(std::isfinite(options.std) && options.std >= 0, "learned-2d: std must be at least 0, got ",
                    options.std);
  const bool resamples = !options.target.empty();
  TORCH_CHECK_VALUE(resamples || options.filter == GridFilter::kBicubic,
                    "learned-2d: filter is for a target, got bilinear");
  TORCH_CHECK_VALUE(resamples || options.antialias, "learned-2d: antialias is for a target, got false");
}

/// [1, C, H, W] → [1, C, size…]
torch::Tensor resized(const torch::Tensor& grid, at::IntArrayRef size, GridFilter filter, bool antialias) {
  if (filter == GridFilter::kBicubic)
    return antialias ? at::_upsample_bicubic2d_aa(grid, size, false) : at::upsample_bicubic2d(grid, size, false);
  return antialias ? at::_upsample_bilinear2d_aa(grid, size, false) : at::upsample_bilinear2d(grid, size, false);
}

/// Refuses what lies outside [0, end).
void check_range(const torch::Tensor& ids, int64_t end) {
  if (ids.numel() == 0) return;
  const auto least = ids.min().item<int64_t>(), most = ids.max().item<int64_t>();
  TORCH_CHECK_VALUE(most < end, "learned-2d: positions must be below ", end, ", got ", most);
  TORCH_CHECK_VALUE(least >= 0, "learned-2d: positions must be at least 0, got ", least);
}
}  // namespace

Learned2dOptions Learned2dOptions::of(const SchemeRequest& request, const settings::Spec&) {
  const auto side = static_cast<int64_t>(std::ceil(std::sqrt(static_cast<double>(request.longest))));
  return {.channels = request.channels, .grid = {side, side}, .generator = request.generator};
}

Learned2dImpl::Learned2dImpl(const Learned2dOptions& options) : options(options) {
  check(options);
  const int64_t patches = options.grid[0] * options.grid[1];
  weight = register_parameter("weight", torch::randn({patches, options.channels}, options.generator) * options.std);
}

torch::Tensor Learned2dImpl::patches(const Positions& positions) const {
  const torch::Tensor ids = position_ids(positions);
  TORCH_CHECK_VALUE(!ids.is_floating_point(), "learned-2d: positions must be integers, got float64");
  const int64_t rows = picture()[0], columns = picture()[1];
  if (ids.dim() < 3 || ids.size(0) == 1) {
    const torch::Tensor line = line_ids("learned-2d", positions);
    check_range(line, rows * columns);
    return line;
  }
  const torch::Tensor both = axis_ids("learned-2d", positions, 2);
  check_range(both[0], rows);
  check_range(both[1], columns);
  return both[0] * columns + both[1];
}

torch::Tensor Learned2dImpl::resampled() const {
  const std::vector<int64_t>& grid = options.grid;
  if (picture() == grid) return weight;
  const auto exact = torch::promote_types(weight.scalar_type(), torch::kFloat32);
  const torch::Tensor table = weight.to(exact).view({1, grid[0], grid[1], -1}).permute({0, 3, 1, 2});
  const torch::Tensor picture_rows = resized(table, picture(), options.filter, options.antialias);
  return picture_rows.permute({0, 2, 3, 1}).reshape({-1, options.channels}).to(weight.scalar_type());
}

torch::Tensor Learned2dImpl::rows(const LayerCall& call) {
  return torch::embedding(resampled(), patches(call.queries).to(weight.device()));
}

}  // namespace sextant::position
