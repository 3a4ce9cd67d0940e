#include "sextant/position/rotation/rope_lengths.h"

#include "sextant/position/ids.h"
#include "sextant/settings/value.h"

namespace sextant::position {

std::optional<LengthRule> length_rule(const Scaling& scaling) {
  if (const auto* dynamic = std::get_if<DynamicScaling>(&scaling))
    return LengthRule{dynamic->original, dynamic->length, dynamic->step};
  if (const auto* yarn = std::get_if<DynamicYarnScaling>(&scaling))
    return LengthRule{yarn->original, yarn->length, yarn->step};
  if (const auto* longrope = std::get_if<LongRopeScaling>(&scaling))
    return LengthRule{longrope->original, longrope->length, std::nullopt};
  return std::nullopt;
}

std::optional<int64_t> fixed_length(const LengthRule& rule) {
  if (rule.length == "query" || rule.length == "call") return std::nullopt;
  const std::optional<int64_t> length = settings::parse_integer(rule.length);
  TORCH_CHECK_VALUE(length && *length >= 1, "rope: length must be query, call or a number of tokens, got '",
                    rule.length, "'");
  return length;
}

int64_t table_length(const LengthRule& rule, int64_t length) {
  const int64_t longest = rule.step ? length : std::min(length, rule.original + 1);
  return std::max(longest, rule.original);
}

torch::Tensor query_lengths(const LengthRule& rule, const Positions& positions) {
  torch::Tensor lengths = line_ids("rope", positions).floor().to(torch::kInt64) + 1;
  if (rule.length == "call") lengths = std::get<0>(lengths.max(-1, true)).expand_as(lengths);
  if (!rule.step) return lengths.clamp(rule.original, rule.original + 1);
  if (rule.length == "call") return lengths.clamp_min(rule.original);
  const int64_t step = *rule.step > 0 ? *rule.step : std::max<int64_t>(1, rule.original / 16);
  const torch::Tensor rounded = (lengths + (step - 1)).div(step, "floor") * step;
  return torch::where(lengths <= rule.original, torch::full_like(lengths, rule.original), rounded);
}

}  // namespace sextant::position
