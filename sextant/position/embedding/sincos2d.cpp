#include "sextant/position/embedding/sincos2d.h"

#include "sextant/position/ids.h"
#include "sextant/position/sinusoid.h"

namespace sextant::position {

torch::Tensor sincos2d_rows(const Sincos2dOptions& options, const torch::Tensor& coordinates) {
  TORCH_CHECK_VALUE(options.channels >= 4 && options.channels % 4 == 0,
                    "sincos2d: channels must be a multiple of 4, got ", options.channels);
  const Sinusoid half{
      .channels = options.channels / 2, .base = options.base, .order = SinusoidOrder::kSinesFirst, .who = "sincos2d"};
  const int64_t first = options.axes == GridAxes::kHeightWidth ? 0 : 1;
  return torch::cat({sinusoid_rows(half, coordinates[first]), sinusoid_rows(half, coordinates[1 - first])}, -1);
}

Sincos2dImpl::Sincos2dImpl(const Sincos2dOptions& options)
    : options(options),
      table_("sincos2d", 2, [options](const torch::Tensor& ids) { return sincos2d_rows(options, ids); }) {
  sincos2d_rows(options, torch::zeros({2, 1}));  // for its refusals
}

torch::Tensor Sincos2dImpl::rows(const LayerCall& call) {
  return table_.rows(call.queries, table_device(call.x), table_dtype(call.x));
}

}  // namespace sextant::position
