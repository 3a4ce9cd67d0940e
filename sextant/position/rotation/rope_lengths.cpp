#include "sextant/position/rotation/rope_lengths.h"

#include "sextant/position/ids.h"
#include "sextant/settings/value.h"

namespace sextant::position {

std::optional<int64_t> fixed_length(const DynamicScaling& scaling) {
  if (scaling.length == "query" || scaling.length == "call") return std::nullopt;
  const std::optional<int64_t> length = settings::parse_integer(scaling.length);
  TORCH_CHECK_VALUE(length && *length >= 1, "rope: length must be query, call or a number of tokens, got '",
                    scaling.length, "'");
  return length;
}

torch::Tensor query_lengths(const DynamicScaling& scaling, const Positions& positions) {
  const torch::Tensor lengths = line_ids("rope", positions).floor().to(torch::kInt64) + 1;
  if (scaling.length == "call")
    return std::get<0>(lengths.max(-1, true)).clamp_min(scaling.original).expand_as(lengths);
  const int64_t step = scaling.step > 0 ? scaling.step : std::max<int64_t>(1, scaling.original / 16);
  const torch::Tensor rounded = (lengths + (step - 1)).div(step, "floor") * step;
  return torch::where(lengths <= scaling.original, torch::full_like(lengths, scaling.original), rounded);
}

}  // namespace sextant::position
