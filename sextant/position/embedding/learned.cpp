#include "sextant/position/embedding/learned.h"

#include "sextant/position/ids.h"
#include "sextant/position/sinusoid.h"

namespace sextant::position {
namespace {
torch::Tensor initial_rows(const LearnedOptions& options) {
  TORCH_CHECK_VALUE(options.rows > options.start && options.start >= 0,
                    "learned: rows must be more than start, got rows=", options.rows, " and start=", options.start);
  const torch::Tensor rows = torch::randn({options.rows, options.channels}, options.generator) * options.std;
  if (options.init == RowInit::kNormal) return rows;
  const torch::Tensor positions = torch::arange(options.rows, torch::kFloat64) - options.start;
  return sinusoid_rows({.channels = options.channels, .who = "learned"}, positions).to(torch::kFloat32);
}

/// Positions from 0 to below `end`, or a refusal. Plain ones are compared without touching a tensor.
void check_range(const Positions& positions, const torch::Tensor& ids, int64_t end) {
  if (ids.numel() == 0) return;
  const bool plain = !positions.ids.defined() && !positions.origin.defined() && !positions.shift.defined();
  const double last = plain ? static_cast<double>(positions.first + positions.count - 1) : ids.max().item<double>();
  TORCH_CHECK_VALUE(last <= static_cast<double>(end - 1), "learned: positions must be below ", end, ", got ", last);
  const double least = plain ? 0 : ids.min().item<double>();
  TORCH_CHECK_VALUE(least >= 0, "learned: positions must be at least 0, got ", least);
}
}  // namespace

LearnedOptions LearnedOptions::of(const SchemeRequest& request, const settings::Spec& spec) {
  LearnedOptions options{.channels = request.channels, .rows = request.longest, .generator = request.generator};
  for (const auto& [key, value] : spec.options)
    if (key == "start") options.rows += settings::parse_integer(value).value_or(0);
  return options;
}

LearnedImpl::LearnedImpl(const LearnedOptions& options)
    : options(options), weight(register_parameter("weight", initial_rows(options))) {
  const bool unused =
      options.init == RowInit::kSinusoidal && options.std != LearnedOptions{.channels = 1, .rows = 1}.std;
  TORCH_CHECK_VALUE(!unused, "learned: std is for init=normal, got ", options.std);
  TORCH_CHECK_VALUE(options.target == 0 || options.overflow == Overflow::kInterpolate,
                    "learned: target is for overflow=interpolate, got ", options.target);
  TORCH_CHECK_VALUE(options.target >= 0 && options.target != 1, "learned: target must be 0 or at least 2, got ",
                    options.target);
}

torch::Tensor LearnedImpl::row_indices(const Positions& positions) const {
  const torch::Tensor ids = integer_ids("learned", positions);
  const int64_t places = options.rows - options.start;
  if (options.overflow == Overflow::kClamp) return ids.clamp(0, places - 1) + options.start;
  if (options.overflow == Overflow::kWrap) return ids.remainder(places) + options.start;
  check_range(positions, ids, places);
  return ids + options.start;
}

torch::Tensor LearnedImpl::interpolated(const Positions& positions) const {
  const torch::Tensor ids = line_ids("learned", positions).to(weight.device(), torch::kFloat64);
  const int64_t places = options.rows - options.start;
  const int64_t target = options.target == 0 ? places : options.target;
  check_range(positions, ids, target);
  const double step = static_cast<double>(places - 1) / static_cast<double>(target - 1);
  const torch::Tensor at = ids * (target == 1 ? 0 : step);
  const torch::Tensor below = at.floor().clamp_max(static_cast<double>(std::max<int64_t>(places - 2, 0)));
  const torch::Tensor index = below.to(torch::kInt64) + options.start;
  const torch::Tensor share = (at - below).unsqueeze(-1).to(weight.scalar_type());
  const torch::Tensor next = (index + 1).clamp_max(options.rows - 1);
  return torch::lerp(torch::embedding(weight, index), torch::embedding(weight, next), share);
}

torch::Tensor LearnedImpl::rows(const LayerCall& call) {
  if (options.overflow == Overflow::kInterpolate) return interpolated(call.queries);
  return torch::embedding(weight, row_indices(call.queries).to(weight.device()));
}

}  // namespace sextant::position
