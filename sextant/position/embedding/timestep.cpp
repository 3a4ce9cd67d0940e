#include "sextant/position/embedding/timestep.h"

#include "sextant/position/ids.h"

namespace sextant::position {

torch::Tensor timestep_rows(const TimestepOptions& options, const torch::Tensor& times) {
  const int64_t half = options.channels / 2;
  const torch::Tensor k = torch::arange(half, torch::kFloat64);
  const torch::Tensor w = (k * (-std::log(options.base) / (static_cast<double>(half) - options.shift))).exp();
  const torch::Tensor angles = (times * options.time_scale).unsqueeze(-1) * w;
  const bool sines_first = options.order == TimestepOrder::kSinesFirst;
  const torch::Tensor rows =
      sines_first ? torch::cat({angles.sin(), angles.cos()}, -1) : torch::cat({angles.cos(), angles.sin()}, -1);
  return torch::constant_pad_nd(rows, {0, options.channels % 2});
}

TimestepImpl::TimestepImpl(const TimestepOptions& options)
    : options(options),
      table_("timestep", 1, [options](const torch::Tensor& ids) { return timestep_rows(options, ids); }) {
  const int64_t half = options.channels / 2;
  TORCH_CHECK_VALUE(half >= 1, "timestep: channels must be at least 2, got ", options.channels);
  TORCH_CHECK_VALUE(std::isfinite(options.base) && options.base > 0, "timestep: base must be positive, got ",
                    options.base);
  TORCH_CHECK_VALUE(std::isfinite(options.shift) && options.shift < static_cast<double>(half),
                    "timestep: shift must be below half of the channels, ", half, ", got ", options.shift);
  TORCH_CHECK_VALUE(std::isfinite(options.time_scale), "timestep: time_scale must be finite, got ", options.time_scale);
}

torch::Tensor TimestepImpl::rows(const LayerCall& call) {
  return table_.rows(call.queries, table_device(call.x), table_dtype(call.x));
}

}  // namespace sextant::position
