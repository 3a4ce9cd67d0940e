#include "sextant/position/assign/cape.h"

#include "sextant/position/draws.h"
#include "sextant/random/philox.h"

namespace sextant::position {
namespace {
constexpr uint64_t kCapeStream = 0x63617065;  // "cape"

torch::Tensor augmented(const CapeOptions& options, int64_t count, uint64_t seed, uint64_t row) {
  random::Philox draws(seed, kCapeStream, row);
  const auto either_way = [&](double most) { return most * (2 * draws.uniform() - 1); };
  const double shift = either_way(options.shift), factor = std::exp(either_way(std::log(options.stretch)));
  std::vector<double> positions;
  for (int64_t p = 0; p < count; ++p)
    positions.push_back((static_cast<double>(p) + shift + either_way(options.jitter)) * factor);
  return torch::tensor(positions, torch::kFloat64);
}
}  // namespace

Cape::Cape(const CapeOptions& options) : options(options) {
  const auto finite_from = [](const char* key, double value, double least) {
    TORCH_CHECK_VALUE(std::isfinite(value) && value >= least, "cape: ", key, " must be at least ", least, ", got ",
                      value);
  };
  finite_from("shift", options.shift, 0);
  finite_from("jitter", options.jitter, 0);
  finite_from("stretch", options.stretch, 1);
}

Positions Cape::assign(const AssignCall& call) const {
  if (call.phase != Phase::kTrain) return call.plain;
  return at_places(call, drawn(call, DrawPer::kSequence,
                               [&](uint64_t row) { return augmented(options, places_of(call), call.seed, row); }));
}

}  // namespace sextant::position
