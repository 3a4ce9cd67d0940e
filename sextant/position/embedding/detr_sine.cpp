#include "sextant/position/embedding/detr_sine.h"

#include <numbers>

#include "sextant/position/ids.h"
#include "sextant/position/sinusoid.h"

namespace sextant::position {
namespace {
void check(const DetrSineOptions& options) {
  const std::vector<int64_t>& grid = options.grid;
  const bool two_sizes = grid.size() == 2 && grid[0] >= 1 && grid[1] >= 1;
  TORCH_CHECK_VALUE(options.channels >= 4 && options.channels % 4 == 0,
                    "detr-sine: channels must be a multiple of 4, got ", options.channels);
  TORCH_CHECK_VALUE(std::isfinite(options.base) && options.base > 0, "detr-sine: base must be positive, got ",
                    options.base);
  TORCH_CHECK_VALUE(grid.empty() || two_sizes, "detr-sine: grid must be height/width of at least 1, got ",
                    c10::Join("/", grid));
  TORCH_CHECK_VALUE(grid.empty() || options.normalize, "detr-sine: grid is for normalize=true, got ",
                    c10::Join("/", grid));
}

bool measures(const DetrSineOptions& options) {
  return options.normalize && options.grid.empty() && options.direction == Direction::kBothWays;
}

/// Coordinates [2, …] from 0, and sizes that broadcast to them → [2, …]
torch::Tensor one_turn(const torch::Tensor& coordinates, const torch::Tensor& sizes) {
  return (coordinates + 1) / (sizes + 1e-6) * (2 * std::numbers::pi);  // 1e-6: published, against empty pictures
}

/// [2, …] → […, C]
torch::Tensor waves(const DetrSineOptions& options, const torch::Tensor& z) {
  const Sinusoid axis{.channels = options.channels / 2, .base = options.base, .who = "detr-sine"};
  return torch::cat({sinusoid_rows(axis, z[0]), sinusoid_rows(axis, z[1])}, -1);
}

torch::Tensor fixed_rows(const DetrSineOptions& options, const torch::Tensor& coordinates) {
  if (!options.normalize) return waves(options, coordinates + 1);
  const std::vector<int64_t> grid =
      options.grid.empty() ? std::vector<int64_t>{options.longest, options.longest} : options.grid;
  const torch::Tensor sizes = torch::tensor(grid, torch::kFloat64).unsqueeze(-1);
  return waves(options, one_turn(coordinates, sizes));
}

/// Height and width of what each query's picture shows, [2, B, T]: 1 + the greatest coordinate of its document.
torch::Tensor measured(const torch::Tensor& seen, const Positions& keys, const Positions& queries) {
  if (!keys.documents.defined()) return seen.amax(-1, true) + 1;
  // Padding, document -1, is slot 0: nobody asks for its size but padding.
  const torch::Tensor slots = keys.documents.to(torch::kCPU) + 1, own = queries.documents.to(torch::kCPU) + 1;
  const int64_t documents = torch::maximum(slots.max(), own.max()).item<int64_t>() + 1;
  const torch::Tensor last =
      torch::zeros({2, slots.size(0), documents}, torch::kFloat64)
          .scatter_reduce(2, slots.expand({2, -1, -1}), seen.expand({2, slots.size(0), -1}), "amax");
  return last.gather(2, own.expand({2, -1, -1})) + 1;
}

torch::Tensor coordinates_of(const Positions& positions) {
  const torch::Tensor ids = axis_ids("detr-sine", positions, 2).to(torch::kCPU, torch::kFloat64);
  return ids.dim() == 2 ? ids.unsqueeze(1) : ids;
}
}  // namespace

DetrSineImpl::DetrSineImpl(const DetrSineOptions& options)
    : options(options),
      table_("detr-sine", 2, [options](const torch::Tensor& ids) { return fixed_rows(options, ids); }) {
  check(options);
}

torch::Tensor DetrSineImpl::rows(const LayerCall& call) {
  const torch::Device device = table_device(call.x);
  if (!measures(options) || call.queries.count == 0) return table_.rows(call.queries, device, table_dtype(call.x));
  const torch::Tensor sizes = measured(coordinates_of(call.keys), call.keys, call.queries);
  return waves(options, one_turn(coordinates_of(call.queries), sizes)).to(device, table_dtype(call.x));
}

}  // namespace sextant::position
