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

RowTable table_of(const SinusoidalOptions& options) {
  const Sinusoid sinusoid{options.channels, options.base, order_of(options), options.spacing};
  sinusoid_frequencies(sinusoid);  // for its refusals
  return {"sinusoidal", 1,
          [sinusoid, start = options.start](const torch::Tensor& ids) { return sinusoid_rows(sinusoid, ids + start); }};
}
}  // namespace

SinusoidalImpl::SinusoidalImpl(const SinusoidalOptions& options) : options(options), table_(table_of(options)) {}

torch::Tensor SinusoidalImpl::rows(const LayerCall& call) {
  return table_.rows(call.queries, table_device(call.x), table_dtype(call.x));
}

}  // namespace sextant::position
