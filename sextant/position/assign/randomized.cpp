#include "sextant/position/assign/randomized.h"

#include "sextant/random/philox.h"

namespace sextant::position {
namespace {
/// What Philox draws here: its stream.
constexpr uint64_t kStream = 0x72616e64;  // "rand"

bool same_in_every_row(const Positions& plain) {
  return !plain.origin.defined() && !plain.documents.defined() && !plain.shift.defined();
}
}  // namespace

std::vector<int64_t> sorted_draw(int64_t count, int64_t longest, uint64_t seed, uint64_t row) {
  TORCH_CHECK_VALUE(0 <= count && count <= longest, "randomized: longest must be at least the ", count,
                    " tokens of a sequence, got ", longest);
  random::Philox philox(seed, kStream, row);
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
  Positions positions = call.plain;
  if (options.when == DrawWhen::kTrain && call.phase != Phase::kTrain) return positions;
  const int64_t longest = std::max(call.longest, positions.first + positions.count);
  const int64_t rows = options.per == DrawPer::kSequence ? call.tokens.size(0) : 1;
  std::vector<torch::Tensor> draws;
  for (int64_t row = 0; row < rows; ++row)
    draws.push_back(torch::tensor(sorted_draw(longest, options.longest, call.seed, static_cast<uint64_t>(row))));
  const torch::Tensor places = position_ids(positions).clamp(0, longest - 1).to(call.tokens.device());
  const torch::Tensor all = torch::stack(draws).to(call.tokens.device());
  if (rows == 1 && same_in_every_row(positions)) {
    positions.ids = all[0].index_select(0, places);
    return positions;
  }
  const int64_t batch = call.tokens.size(0);
  positions.ids = all.expand({batch, -1}).gather(1, places.dim() == 1 ? places.expand({batch, -1}) : places);
  return positions;
}

}  // namespace sextant::position
