#include "sextant/position/assign/pose.h"

#include "sextant/position/draws.h"
#include "sextant/random/philox.h"

namespace sextant::position {
namespace {
constexpr uint64_t kPoseStream = 0x706f7365;  // "pose"

torch::Tensor skipping(int64_t count, int64_t longest, uint64_t seed, uint64_t row) {
  random::Philox draws(seed, kPoseStream, row);
  const auto first = 1 + static_cast<int64_t>(draws.below(static_cast<uint64_t>((count + 1) / 2)));
  const auto skip = static_cast<int64_t>(draws.below(static_cast<uint64_t>(longest - count) + 1));
  const torch::Tensor positions = torch::arange(count, torch::kInt64);
  return torch::where(positions < first, positions, positions + skip);
}
}  // namespace

Pose::Pose(const PoseOptions& options) : options(options) {
  TORCH_CHECK_VALUE(options.longest >= 1, "pose: longest must be at least 1, got ", options.longest);
}

Positions Pose::assign(const AssignCall& call) const {
  const int64_t count = places_of(call);
  if (call.phase != Phase::kTrain || count == 0) return call.plain;
  TORCH_CHECK_VALUE(options.longest >= count, "pose: longest must be at least the ", count,
                    " tokens of a sequence, got ", options.longest);
  return at_places(call, drawn(call, DrawPer::kSequence,
                               [&](uint64_t row) { return skipping(count, options.longest, call.seed, row); }));
}

}  // namespace sextant::position
