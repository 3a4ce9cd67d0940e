#include "sextant/position/assign/rfs.h"

#include "sextant/random/philox.h"

namespace sextant::position {
namespace {
constexpr uint64_t kRfsStream = 0x726673;  // "rfs"

torch::Tensor sorted_reals(int64_t count, double longest, uint64_t seed, uint64_t row) {
  random::Philox draws(seed, kRfsStream, row);
  std::vector<double> positions(static_cast<size_t>(count));
  for (double& position : positions) position = longest * draws.uniform();
  std::ranges::sort(positions);
  return torch::tensor(positions, torch::kFloat64);
}
}  // namespace

Rfs::Rfs(const RfsOptions& options) : options(options) {
  TORCH_CHECK_VALUE(std::isfinite(options.longest) && options.longest > 0, "rfs: longest must be positive, got ",
                    options.longest);
}

Positions Rfs::assign(const AssignCall& call) const {
  if (options.when == DrawWhen::kTrain && call.phase != Phase::kTrain) return call.plain;
  return at_places(call, drawn(call, options.per, [&](uint64_t row) {
                     return sorted_reals(places_of(call), options.longest, call.seed, row);
                   }));
}

}  // namespace sextant::position
