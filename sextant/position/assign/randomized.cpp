#include "sextant/position/assign/randomized.h"

#include "sextant/random/philox.h"

namespace sextant::position {
namespace {
/// What Philox draws here: its stream.
constexpr uint64_t kRandomizedStream = 0x72616e64;  // "rand"
}  // namespace

std::vector<int64_t> sorted_draw(int64_t count, int64_t longest, uint64_t seed, uint64_t row) {
  TORCH_CHECK_VALUE(0 <= count && count <= longest, "randomized: longest must be at least the ", count,
                    " tokens of a sequence, got ", longest);
  random::Philox philox(seed, kRandomizedStream, row);
  std::vector<int64_t> draw;
  // Knuth, The Art of Computer Programming, volume 2, algorithm 3.4.2 S: in order, each with the chance it still has.
  for (int64_t n = 0; std::ssize(draw) < count; ++n)
    if (philox.below(static_cast<uint64_t>(longest - n)) < static_cast<uint64_t>(count - std::ssize(draw)))
      draw.push_back(n);
  return draw;
}

Randomized::Randomized(const RandomizedOptions& options) : options(options) {
  TORCH_CHECK_VALUE(options.longest >= 1, "randomized: longest must be at least 1, got ", options.longest);
}

Positions Randomized::assign(const AssignCall& call) const {
  if (options.when == DrawWhen::kTrain && call.phase != Phase::kTrain) return call.plain;
  return at_places(call, drawn(call, options.per, [&](uint64_t row) {
                     return torch::tensor(sorted_draw(places_of(call), options.longest, call.seed, row));
                   }));
}

}  // namespace sextant::position
