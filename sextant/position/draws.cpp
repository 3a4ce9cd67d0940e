#include "sextant/position/draws.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace sextant::position {
namespace {
bool same_in_every_row(const Positions& plain) {
  return !plain.origin.defined() && !plain.documents.defined() && !plain.shift.defined();
}
}  // namespace

std::vector<uint64_t> row_numbers(const AssignCall& call) {
  std::vector<uint64_t> numbers(static_cast<size_t>(call.tokens.size(0)));
  std::iota(numbers.begin(), numbers.end(), uint64_t{0});
  if (!call.rows.defined()) return numbers;
  const torch::Tensor rows = call.rows.to(torch::kCPU).contiguous();
  std::copy_n(rows.const_data_ptr<int64_t>(), numbers.size(), numbers.begin());
  return numbers;
}

int64_t places_of(const AssignCall& call) { return std::max(call.longest, call.plain.first + call.plain.count); }

torch::Tensor drawn(const AssignCall& call, DrawPer per, const std::function<torch::Tensor(uint64_t)>& draw) {
  std::vector<torch::Tensor> draws;
  for (const uint64_t row : per == DrawPer::kSequence ? row_numbers(call) : std::vector<uint64_t>{0})
    draws.push_back(draw(row));
  return torch::stack(draws);
}

Positions at_places(const AssignCall& call, const torch::Tensor& values) {
  Positions positions = call.plain;
  const torch::Device device = call.tokens.device();
  const torch::Tensor all = values.to(device);
  const torch::Tensor places = position_ids(positions).clamp(0, all.size(1) - 1).to(device);
  if (all.size(0) == 1 && same_in_every_row(positions)) {
    positions.ids = all[0].index_select(0, places);
    return positions;
  }
  const int64_t batch = call.tokens.size(0);
  positions.ids = all.expand({batch, -1}).gather(1, places.dim() == 1 ? places.expand({batch, -1}) : places);
  return positions;
}

}  // namespace sextant::position
