#include "sextant/position/assign/shape.h"

#include "sextant/position/draws.h"
#include "sextant/random/philox.h"

namespace sextant::position {
namespace {
constexpr uint64_t kShapeStream = 0x7368617065;  // "shape"
}

Shape::Shape(const ShapeOptions& options) : options(options) {
  TORCH_CHECK_VALUE(options.max >= 0, "shape: max must be at least 0, got ", options.max);
  TORCH_CHECK_VALUE(options.test >= 0, "shape: test must be at least 0, got ", options.test);
}

Positions Shape::assign(const AssignCall& call) const {
  Positions positions = call.plain;
  std::vector<int64_t> shifts;
  for (const uint64_t row : row_numbers(call)) {
    random::Philox draws(call.seed, kShapeStream, row);
    const bool training = call.phase == Phase::kTrain;
    shifts.push_back(training ? static_cast<int64_t>(draws.below(static_cast<uint64_t>(options.max) + 1))
                              : options.test);
  }
  if (std::ranges::all_of(shifts, [](int64_t shift) { return shift == 0; })) return positions;
  const torch::Tensor shift = torch::tensor(shifts, torch::kInt64).unsqueeze(1).to(call.tokens.device());
  positions.shift = positions.shift.defined() ? positions.shift + shift : shift;
  return positions;
}

}  // namespace sextant::position
