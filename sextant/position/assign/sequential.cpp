#include "sextant/position/assign/sequential.h"

namespace sextant::position {

Positions Sequential::assign(const AssignCall& call) const {
  Positions positions = call.plain;
  const bool counts_along = !positions.origin.defined() && !positions.documents.defined();
  if (counts_along && options.first == 0) return positions;
  if (counts_along)
    positions.shift =
        torch::full({call.tokens.size(0), 1}, options.first, torch::dtype(torch::kInt64).device(call.tokens.device()));
  else
    positions.ids = order(positions).to(call.tokens.device()) + options.first;
  return positions;
}

}  // namespace sextant::position
