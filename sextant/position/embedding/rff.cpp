#include "sextant/position/embedding/rff.h"

#include <numbers>

#include "sextant/position/ids.h"
#include "sextant/random/philox.h"

namespace sextant::position {
namespace {
constexpr uint64_t kStream = 0x726666;  // "rff"

void check(const RffOptions& options) {
  TORCH_CHECK_VALUE(options.channels >= 2 && options.channels % 2 == 0, "rff: channels must be even, got ",
                    options.channels);
  TORCH_CHECK_VALUE(options.resolution >= 1, "rff: resolution must be at least 1, got ", options.resolution);
  TORCH_CHECK_VALUE(std::isfinite(options.sigma) && options.sigma > 0, "rff: sigma must be positive, got ",
                    options.sigma);
  TORCH_CHECK_VALUE(options.axes >= 1, "rff: axes must be at least 1, got ", options.axes);
  TORCH_CHECK_VALUE(options.seed >= 0, "rff: seed must be at least 0, got ", options.seed);
}

/// [axes, …] positions and [axes, C/2] turns a position → […, C]
torch::Tensor waves(const torch::Tensor& positions, const torch::Tensor& frequency) {
  const torch::Tensor angles = torch::matmul(positions.movedim(0, -1), frequency) * (2 * std::numbers::pi);
  return torch::cat({angles.cos(), angles.sin()}, -1);
}
}  // namespace

torch::Tensor rff_frequencies(const RffOptions& options) {
  random::Philox draws(static_cast<uint64_t>(options.seed), kStream);
  const double deviation = options.sigma / static_cast<double>(options.resolution);
  std::vector<double> turns(static_cast<size_t>(options.axes * options.channels / 2));
  for (double& value : turns) value = deviation * draws.normal();
  return torch::tensor(turns, torch::kFloat64).view({options.axes, options.channels / 2});
}

RffImpl::RffImpl(const RffOptions& options)
    : options(options), table_("rff", options.axes, [options](const torch::Tensor& ids) {
        return waves(ids.reshape({options.axes, -1}), rff_frequencies(options));
      }) {
  check(options);
  if (options.trainable) frequency = register_parameter("frequency", rff_frequencies(options).to(torch::kFloat32));
}

torch::Tensor RffImpl::rows(const LayerCall& call) {
  const torch::Device device = table_device(call.x);
  if (!options.trainable) return table_.rows(call.queries, device, table_dtype(call.x));
  const torch::Tensor ids = axis_ids("rff", call.queries, options.axes);
  return waves(ids.to(device, torch::kFloat64), frequency.to(torch::kFloat64)).to(table_dtype(call.x));
}

}  // namespace sextant::position
