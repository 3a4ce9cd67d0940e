// PoSE: a sequence's end moved far away, so that short sequences show a model the distances of long ones.
//
// Zhu et al., "PoSE: efficient context window extension of LLMs via positional skip-wise training", 2023,
// arXiv:2309.10400, section 3, and the authors' code, src/train_pose.py.
//
//   training   p for p < r, p + s after it,  r ~ U{1..(n+1)/2},  s ~ U{0..longest - n},  one r and s a sequence
//   test       p
//
// n is the length that sequences may grow to (AssignCall::longest), not this one's: a shorter sequence may end before
// r. Not here: the authors' second skip, of the text itself, which is the data's business.
#pragma once

#include "sextant/position/request.h"

namespace sextant::position {

struct PoseOptions {
  int64_t longest = 16384;  ///< positions stay below it; the authors extend 2048 tokens to this and more
  bool operator==(const PoseOptions&) const = default;
};
template <class Visit>
void fields(PoseOptions& options, Visit&& visit) {
  visit("longest", options.longest, "positions stay below it");
}
static_assert(settings::Fields<PoseOptions>);

class Pose final : public PositionAssigner {
 public:
  using Options = PoseOptions;
  /// @throws c10::ValueError unless longest >= 1
  explicit Pose(const PoseOptions& options);
  /// @throws c10::ValueError in training, if a sequence may grow past `longest`
  Positions assign(const AssignCall& call) const override;

  const PoseOptions options;
};

}  // namespace sextant::position
