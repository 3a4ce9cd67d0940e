// Randomized positions: a sorted draw without replacement from a longer range, so that a model meets distances in
// training that are longer than its sequences.
//
// Ruoss et al., "Randomized positional encodings boost length generalization", 2023, arXiv:2305.16843, section 3.
//
// Not here: the authors' draws of distances for relative encodings, which are no differences of drawn positions.
#pragma once

#include "sextant/position/draws.h"
#include "sextant/position/request.h"

namespace sextant::position {

struct RandomizedOptions {
  int64_t longest = 2048;  ///< positions are below it
  DrawPer per = DrawPer::kBatch;
  DrawWhen when = DrawWhen::kAlways;
  bool operator==(const RandomizedOptions&) const = default;
};
template <class Visit>
void fields(RandomizedOptions& options, Visit&& visit) {
  visit("longest", options.longest, "positions are drawn below it");
  visit("per", options.per, "one draw a batch, or one a sequence");
  visit("when", options.when, "always, or in training alone");
}
static_assert(settings::Fields<RandomizedOptions>);

/// `count` of the integers [0, longest), ascending, each set of them equally likely.  [count]
/// @throws c10::ValueError unless 0 <= count <= longest
std::vector<int64_t> sorted_draw(int64_t count, int64_t longest, uint64_t seed, uint64_t row);

class Randomized final : public PositionAssigner {
 public:
  using Options = RandomizedOptions;
  explicit Randomized(const RandomizedOptions& options);
  /// ids [T] or [B, T]: place n of a document gets the n-th of call.longest draws, so that decoding agrees with the
  /// whole.
  /// @throws c10::ValueError if a sequence may grow past `longest`
  Positions assign(const AssignCall& call) const override;

  const RandomizedOptions options;
};

}  // namespace sextant::position
