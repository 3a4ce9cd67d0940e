#include "sextant/position/embedding/sinusoidal.h"

#include "sextant/position/ids.h"

namespace sextant::position {
namespace {
SinusoidOrder order_of(const SinusoidalOptions& options) {
  const bool t2t = options.spacing == SinusoidSpacing::kT2t;
  const SinusoidOrder usual = t2t ? SinusoidOrder::kSinesFirst : SinusoidOrder::kInterleaved;
  TORCH_CHECK_VALUE(!t2t || options.order.value_or(usual) == usual,
                    "sinusoidal: spacing=t2t has the sines first, got another order");
  return options.order.value_or(usual);
}

/// What a fixed scale multiplies the rows by; a learned one starts beside it.
double fixed_scale(const SinusoidalOptions& options) {
  if (options.scale == "learned") return 1;
  const std::optional<double> number = settings::parse_real(options.scale);
  TORCH_CHECK_VALUE(number, "sinusoidal: scale must be a number or learned, got '", options.scale, "'");
  return *number;
}

RowTable table_of(const SinusoidalOptions& options) {
  const Sinusoid sinusoid{options.channels, options.base, order_of(options), options.spacing};
  sinusoid_frequencies(sinusoid);  // for its refusals
  return {"sinusoidal", 1, [sinusoid, start = options.start, scale = fixed_scale(options)](const torch::Tensor& ids) {
            return sinusoid_rows(sinusoid, ids + start) * scale;
          }};
}
}  // namespace

SinusoidalImpl::SinusoidalImpl(const SinusoidalOptions& options) : options(options), table_(table_of(options)) {
  if (options.scale != "learned") return;
  const double initial = 1 / std::sqrt(static_cast<double>(options.channels));
  scale = register_parameter("scale", torch::tensor(initial, torch::kFloat32));
}

torch::Tensor SinusoidalImpl::rows(const LayerCall& call) {
  const torch::Tensor rows = table_.rows(call.queries, table_device(call.x), table_dtype(call.x));
  return scale.defined() ? rows * scale.to(rows.scalar_type()) : rows;
}

}  // namespace sextant::position
