// Random float sampling: sorted uniform real positions, so that no position of a longer sequence is out of the range
// that training has shown.
//
// Shimizu et al., "Position encoding with random float sampling enhances length generalization of Transformers", 2026,
// arXiv:2602.14050: like randomized positions (arXiv:2305.16843), with reals in place of integers, at test as well.
#pragma once

#include "sextant/position/draws.h"
#include "sextant/position/request.h"

namespace sextant::position {

struct RfsOptions {
  double longest = 2048;  ///< positions are below it
  DrawPer per = DrawPer::kBatch;
  DrawWhen when = DrawWhen::kAlways;
  bool operator==(const RfsOptions&) const = default;
};
template <class Visit>
void fields(RfsOptions& options, Visit&& visit) {
  visit("longest", options.longest, "positions are drawn below it");
  visit("per", options.per, "one draw a batch, or one a sequence");
  visit("when", options.when, "always, or in training alone");
}
static_assert(settings::Fields<RfsOptions>);

class Rfs final : public PositionAssigner {
 public:
  using Options = RfsOptions;
  /// @throws c10::ValueError unless longest is positive and finite
  explicit Rfs(const RfsOptions& options);
  /// float64 ids [T] or [B, T]: place n of a document gets the n-th of call.longest sorted draws. Any number of tokens
  /// fits.
  Positions assign(const AssignCall& call) const override;

  const RfsOptions options;
};

}  // namespace sextant::position
