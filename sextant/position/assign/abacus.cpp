#include "sextant/position/assign/abacus.h"

#include "sextant/position/digit_runs.h"
#include "sextant/random/philox.h"

namespace sextant::position {
namespace {
constexpr uint64_t kAbacusStream = 0x616261637573;  // "abacus"
}

Abacus::Abacus(const AbacusOptions& options) : options(options), digits_(digit_tokens("abacus", options.digits)) {
  TORCH_CHECK_VALUE(options.offset >= 0, "abacus: offset must be at least 0, got ", options.offset);
}

Positions Abacus::assign(const AssignCall& call) const {
  Positions positions = call.plain;
  positions.ids = digit_runs(call, digits_);
  if (call.phase != Phase::kTrain) return positions;
  const uint64_t offset = random::Philox(call.seed, kAbacusStream).below(static_cast<uint64_t>(options.offset) + 1);
  positions.ids = positions.ids + (positions.ids > 0) * static_cast<int64_t>(offset);
  return positions;
}

}  // namespace sextant::position
