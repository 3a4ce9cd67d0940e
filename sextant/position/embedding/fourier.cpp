#include "sextant/position/embedding/fourier.h"

#include <numbers>

#include "sextant/position/ids.h"

namespace sextant::position {
namespace {
void check(const FourierOptions& options) {
  TORCH_CHECK_VALUE(options.channels >= 1, "fourier: channels must be at least 1, got ", options.channels);
  TORCH_CHECK_VALUE(options.resolution >= 2, "fourier: resolution must be at least 2, got ", options.resolution);
  TORCH_CHECK_VALUE(options.bands >= 1, "fourier: bands must be at least 1, got ", options.bands);
  TORCH_CHECK_VALUE(options.axes >= 1, "fourier: axes must be at least 1, got ", options.axes);
}
}  // namespace

torch::Tensor fourier_features(const FourierOptions& options, const torch::Tensor& positions) {
  const torch::Tensor by_axis = positions.reshape({options.axes, -1}).t();
  const torch::Tensor z = by_axis * (2 / static_cast<double>(options.resolution - 1)) - 1;
  const torch::Tensor bands =
      torch::linspace(1, static_cast<double>(options.resolution) / 2, options.bands, torch::kFloat64);
  const torch::Tensor angles = (z.unsqueeze(-1) * bands * std::numbers::pi).flatten(1);
  if (!options.concat) return torch::cat({angles.sin(), angles.cos()}, 1);
  return torch::cat({z, angles.sin(), angles.cos()}, 1);
}

FourierImpl::FourierImpl(const FourierOptions& options)
    : options(options),
      table_("fourier", options.axes, [options](const torch::Tensor& ids) { return fourier_features(options, ids); }) {
  check(options);
  const int64_t features = options.axes * (2 * options.bands + (options.concat ? 1 : 0));
  weight = register_parameter("weight", torch::randn({options.channels, features}, options.generator) /
                                            std::sqrt(static_cast<double>(features)));
}

torch::Tensor FourierImpl::rows(const LayerCall& call) {
  const torch::Tensor features = table_.rows(call.queries, table_device(call.x), table_dtype(call.x));
  return torch::matmul(features, weight.to(features.scalar_type()).t());
}

}  // namespace sextant::position
