#include "sextant/position/embedding/sincos3d.h"

#include "sextant/position/ids.h"
#include "sextant/position/sinusoid.h"

namespace sextant::position {
namespace {
int64_t channels_of_axis(int64_t channels) { return 2 * ((channels + 5) / 6); }

torch::Tensor sincos3d_rows(const Sincos3dOptions& options, const torch::Tensor& coordinates) {
  const Sinusoid axis{.channels = channels_of_axis(options.channels), .base = options.base, .who = "sincos3d"};
  std::vector<torch::Tensor> parts;
  for (int64_t a = 0; a < 3; ++a) parts.push_back(sinusoid_rows(axis, coordinates[a]));
  return torch::cat(parts, -1).slice(-1, 0, options.channels);
}

/// Two axes as three: all at time 0.
Positions in_time(const Positions& positions) {
  if (!positions.ids.defined() || positions.ids.dim() < 3 || positions.ids.size(0) != 2) return positions;
  Positions film = positions;
  film.ids = torch::cat({torch::zeros_like(positions.ids.slice(0, 0, 1)), positions.ids});
  return film;
}
}  // namespace

Sincos3dImpl::Sincos3dImpl(const Sincos3dOptions& options)
    : options(options),
      table_("sincos3d", 3, [options](const torch::Tensor& ids) { return sincos3d_rows(options, ids); }) {
  const int64_t axis = channels_of_axis(options.channels), last = options.channels - 2 * axis;
  TORCH_CHECK_VALUE(options.channels >= 1 && last >= 1, "sincos3d: channels must leave some to the last axis, got ",
                    options.channels);
  TORCH_CHECK_VALUE(std::isfinite(options.base) && options.base > 0, "sincos3d: base must be positive, got ",
                    options.base);
  if (last < axis) TORCH_WARN("sincos3d: of ", options.channels, " channels the last axis gets ", last, ", not ", axis);
}

torch::Tensor Sincos3dImpl::rows(const LayerCall& call) {
  return table_.rows(in_time(call.queries), table_device(call.x), table_dtype(call.x));
}

}  // namespace sextant::position
