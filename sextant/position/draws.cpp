#include "sextant/position/draws.h"

#include <algorithm>
#include <vector>

namespace sextant::position {
namespace {
bool same_in_every_row(const Positions& plain) {
  return !plain.origin.defined() && !plain.documents.defined() && !plain.shift.defined();
}
}  // namespace

int64_t places_of(const AssignCall& call) { return std::max(call.longest, call.plain.first + call.plain.count); }

torch::Tensor drawn(const AssignCall& call, DrawPer per, const std::function<torch::Tensor(uint64_t)>& draw) {
  const int64_t rows = per == DrawPer::kSequence ? call.tokens.size(0) : 1;
  std::vector<torch::Tensor> draws;
  for (int64_t row = 0; row < rows; ++row) draws.push_back(draw(static_cast<uint64_t>(row)));
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
