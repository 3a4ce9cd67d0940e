#include "sextant/position/assign/coupled.h"

#include "sextant/position/digit_runs.h"
#include "sextant/random/philox.h"

namespace sextant::position {
namespace {
constexpr uint64_t kCoupledStream = 0x636f75706c6564;  // "coupled"

void check_length(std::string_view what, const torch::Tensor& runs, int64_t most) {
  if (runs.numel() == 0) return;
  const auto digits = runs.max().item<int64_t>();
  TORCH_CHECK_VALUE(digits <= most, "coupled: ", what, " must have at most ", most, " digits, got ", digits);
}
}  // namespace

Coupled::Coupled(const CoupledOptions& options) : options(options), digits_(digit_tokens("coupled", options.digits)) {
  TORCH_CHECK_VALUE(options.equals, "coupled: equals must be a token id, got none");
  TORCH_CHECK_VALUE(*options.equals >= 0, "coupled: equals must be a token id, got ", *options.equals);
  TORCH_CHECK_VALUE(!std::ranges::binary_search(digits_, *options.equals), "coupled: equals must be no digit, got ",
                    *options.equals);
  TORCH_CHECK_VALUE(options.width >= 1, "coupled: width must be at least 1, got ", options.width);
  TORCH_CHECK_VALUE(options.longest - 2 >= options.width,
                    "coupled: longest must be at least width + 2, got longest=", options.longest,
                    " and width=", options.width);
}

torch::Tensor Coupled::starts(const AssignCall& call) const {
  std::vector<int64_t> starts(static_cast<size_t>(call.tokens.size(0)), 1);
  if (call.phase == Phase::kTrain)
    for (size_t row = 0; row < starts.size(); ++row)
      starts[row] += static_cast<int64_t>(random::Philox(call.seed, kCoupledStream, row)
                                              .below(static_cast<uint64_t>(options.longest - options.width - 1)));
  return torch::tensor(starts, torch::kInt64).unsqueeze(1).to(call.tokens.device());
}

torch::Tensor Coupled::in_result(const AssignCall& call) const {
  const torch::Tensor order = torch::arange(call.tokens.size(1), call.tokens.options()).expand_as(call.tokens);
  const torch::Tensor signs = torch::where(call.tokens == *options.equals, order, torch::full_like(order, -1));
  const torch::Tensor last = std::get<0>(signs.cummax(1)).slice(1, call.plain.first);
  if (!call.plain.origin.defined()) return last >= 0;
  return last >= call.plain.origin.to(last.device());
}

Positions Coupled::assign(const AssignCall& call) const {
  const torch::Tensor runs = digit_runs(call, digits_), result = in_result(call), start = starts(call);
  check_length("an operand", runs * result.logical_not(), options.width);
  check_length("a result", runs * result, options.width + 1);
  const torch::Tensor end = start + options.width + 1;
  const torch::Tensor places = torch::where(result, end - runs, start + runs);
  Positions positions = call.plain;
  positions.ids = torch::where(runs == 0, end, places);
  if (positions.documents.defined()) positions.ids = positions.ids * (positions.documents >= 0);
  return positions;
}

}  // namespace sextant::position
