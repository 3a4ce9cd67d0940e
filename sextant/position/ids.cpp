#include "sextant/position/ids.h"

namespace sextant::position {

torch::Tensor line_ids(std::string_view who, const Positions& positions) {
  const torch::Tensor ids = position_ids(positions);
  if (ids.dim() < 3) return ids;
  TORCH_CHECK_VALUE(ids.size(0) == 1, who, ": positions have one axis, got ", ids.size(0));
  return ids[0];
}

torch::Tensor integer_ids(std::string_view who, const Positions& positions) {
  const torch::Tensor ids = line_ids(who, positions);
  TORCH_CHECK_VALUE(!ids.is_floating_point(), who, ": positions must be integers, got float64");
  return ids;
}

torch::Tensor axis_ids(std::string_view who, const Positions& positions, int64_t axes) {
  if (axes == 1) return line_ids(who, positions).unsqueeze(0);
  const torch::Tensor ids = position_ids(positions);
  if (ids.dim() == 3 && ids.size(0) == axes) return ids;
  TORCH_CHECK_VALUE(ids.dim() < 3 || ids.size(0) == 1, who, ": positions have 1 or ", axes, " axes, got ", ids.size(0));
  const torch::Tensor line = ids.dim() == 3 ? ids[0] : ids;
  return line.unsqueeze(0).expand(line.dim() == 1 ? std::vector<int64_t>{axes, -1}
                                                  : std::vector<int64_t>{axes, -1, -1});
}

torch::Tensor real_axis_ids(std::string_view who, const Positions& positions, int64_t axes) {
  const torch::Tensor ids = axis_ids(who, positions, axes).to(torch::kFloat64);
  return ids.dim() == 2 ? ids.unsqueeze(1) : ids;
}

torch::Tensor grid_ids(at::IntArrayRef extents) {
  std::vector<torch::Tensor> axes;
  for (const int64_t extent : extents) {
    TORCH_CHECK_VALUE(extent >= 1, "grid: every extent must be at least 1, got ", extent);
    axes.push_back(torch::arange(extent, torch::kInt64));
  }
  std::vector<torch::Tensor> coordinates;
  for (const torch::Tensor& axis : torch::meshgrid(axes, "ij")) coordinates.push_back(axis.reshape({1, -1}));
  return torch::stack(coordinates);
}

torch::ScalarType table_dtype(const torch::Tensor& like) {
  return like.defined() && like.scalar_type() == torch::kFloat64 ? torch::kFloat64 : torch::kFloat32;
}

torch::Device table_device(const torch::Tensor& like) { return like.defined() ? like.device() : torch::Device("cpu"); }

}  // namespace sextant::position
