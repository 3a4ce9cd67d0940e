#include "sextant/position/embedding/tape.h"

#include "sextant/position/ids.h"
#include "sextant/position/sinusoid.h"

namespace sextant::position {
namespace {
torch::Tensor tape_rows(const TapeOptions& options, const torch::Tensor& positions) {
  const double factor = static_cast<double>(options.channels) / static_cast<double>(options.longest);
  return sinusoid_rows({.channels = options.channels, .base = options.base, .who = "tape"}, positions * factor);
}
}  // namespace

TapeImpl::TapeImpl(const TapeOptions& options)
    : options(options), table_("tape", 1, [options](const torch::Tensor& ids) { return tape_rows(options, ids); }) {
  TORCH_CHECK_VALUE(options.longest >= 1, "tape: longest must be at least 1, got ", options.longest);
  TORCH_CHECK_VALUE(std::isfinite(options.base) && options.base > 0, "tape: base must be positive, got ", options.base);
}

torch::Tensor TapeImpl::rows(const LayerCall& call) {
  return table_.rows(call.queries, table_device(call.x), table_dtype(call.x));
}

}  // namespace sextant::position
