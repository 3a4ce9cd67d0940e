#include "sextant/position/rotation/xpos.h"

#include "sextant/position/ids.h"
#include "sextant/position/rotation/frequencies.h"

namespace sextant::position {
namespace {
/// Blocks whose tables are kept at once; past them the first goes.
constexpr size_t kXposTables = 8;
/// Tokens of a block in units of `scale`: the largest factor a visible pair needs is (1.4/0.4)^8 = 22500 at k = 0,
/// which float16 holds.
constexpr double kBlock = 8;
/// Exponents past e^20, more than twice 8·ln 3.5, belong to pairs that no query of the block sees; held back, they
/// stay finite and give no NaN as gradients of rows that are thrown away.
constexpr double kMost = 20;

/// float64 positions [n] → [n, 4, R/2].
torch::Tensor rows(const XposOptions& options, double origin, const torch::Tensor& ids) {
  const torch::Tensor w = torch::tensor(rotary_frequencies({options.channels, options.base, "xpos"}), torch::kFloat64);
  const torch::Tensor fading = torch::tensor(xpos_factors(options.channels), torch::kFloat64).log() / options.scale;
  const torch::Tensor angles = ids.unsqueeze(-1) * w, power = (ids - origin).unsqueeze(-1) * fading;
  const torch::Tensor of_queries = power.clamp_max(kMost).exp(), of_keys = (-power).clamp_max(kMost).exp();
  return torch::stack(
      {angles.cos() * of_queries, angles.sin() * of_queries, angles.cos() * of_keys, angles.sin() * of_keys}, 1);
}
}  // namespace

std::vector<double> xpos_factors(int64_t channels) {
  std::vector<double> factors(static_cast<size_t>(channels / 2));
  const auto width = static_cast<double>(channels);
  for (size_t k = 0; k < factors.size(); ++k) factors[k] = (2 * static_cast<double>(k) + 0.4 * width) / (1.4 * width);
  return factors;
}

XposImpl::XposImpl(const XposOptions& options) : options(options) {
  check_basis({options.channels, options.base, "xpos"});
  TORCH_CHECK_VALUE(options.scale > 0, "xpos: scale must be positive, got ", options.scale);
}

torch::Tensor XposImpl::versions(const Positions& positions) {
  return line_ids("xpos", positions).to(torch::kFloat64).div(kBlock * options.scale).floor().to(torch::kInt64);
}

RowTable& XposImpl::table(int64_t version) {
  if (const auto found = tables_.find(version); found != tables_.end()) return found->second;
  if (tables_.size() == kXposTables) tables_.erase(tables_.begin());
  const double origin = kBlock * options.scale * static_cast<double>(version);
  const auto make = [chosen = options, origin](const torch::Tensor& ids) { return rows(chosen, origin, ids); };
  return tables_.emplace(version, RowTable("xpos", 1, make)).first->second;
}

Rotation XposImpl::rotation(const LayerCall& call, int64_t version) {
  RowTable& made = table(version);
  const torch::Tensor queries = made.rows(call.queries, table_device(call.x), table_dtype(call.x));
  const torch::Tensor keys = made.rows(call.keys, table_device(call.x), table_dtype(call.x));
  return {.q_cos = table_part(queries, 0),
          .q_sin = table_part(queries, 1),
          .k_cos = table_part(keys, 2),
          .k_sin = table_part(keys, 3),
          .layout = options.layout};
}

}  // namespace sextant::position
