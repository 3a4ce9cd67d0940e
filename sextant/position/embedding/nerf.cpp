#include "sextant/position/embedding/nerf.h"

#include <numbers>

#include "sextant/position/ids.h"

namespace sextant::position {
namespace {
/// Past it, doubling has moved every bit of a float64 coordinate out of sight.
constexpr int64_t kMostOctaves = 52;

void check(const NerfOptions& options) {
  TORCH_CHECK_VALUE(options.channels >= 1, "nerf: channels must be at least 1, got ", options.channels);
  TORCH_CHECK_VALUE(options.resolution >= 2, "nerf: resolution must be at least 2, got ", options.resolution);
  TORCH_CHECK_VALUE(options.octaves >= 1 && options.octaves <= kMostOctaves, "nerf: octaves must be in 1 to ",
                    kMostOctaves, ", got ", options.octaves);
  TORCH_CHECK_VALUE(options.axes >= 1, "nerf: axes must be at least 1, got ", options.axes);
}
}  // namespace

torch::Tensor nerf_features(const NerfOptions& options, const torch::Tensor& positions) {
  const torch::Tensor by_axis = positions.reshape({options.axes, -1}).t();
  const torch::Tensor z = by_axis * (2 / static_cast<double>(options.resolution - 1)) - 1;
  const torch::Tensor powers = torch::arange(options.octaves, torch::kFloat64).exp2();
  const torch::Tensor angles = z.unsqueeze(-1) * powers * std::numbers::pi;
  return torch::stack({angles.sin(), angles.cos()}, -1).flatten(1);
}

NerfImpl::NerfImpl(const NerfOptions& options)
    : options(options),
      table_("nerf", options.axes, [options](const torch::Tensor& ids) { return nerf_features(options, ids); }) {
  check(options);
  const int64_t features = 2 * options.axes * options.octaves;
  weight = register_parameter("weight", torch::randn({options.channels, features}, options.generator) /
                                            std::sqrt(static_cast<double>(features)));
}

torch::Tensor NerfImpl::rows(const LayerCall& call) {
  const torch::Tensor features = table_.rows(call.queries, table_device(call.x), table_dtype(call.x));
  return torch::matmul(features, weight.to(features.scalar_type()).t());
}

}  // namespace sextant::position
