// CAPE: positions shifted, jittered and stretched at random in training, so that only their order and their rough
// distances can be learned.
//
// Likhomanenko et al., "CAPE: encoding relative positions with continuous augmented positional embeddings", 2021,
// arXiv:2106.03143.
//
//   training   (p + g + l_p)·e^u,  g ~ U(±shift), l_p ~ U(±jitter), u ~ U(±ln stretch);  g and u once a sequence
//   test       p
//
// The defaults are gentle sizes of our own.
// Not here: subtracting the mean position, which depends on the length of the sequence and so cannot be decoded with;
// and the later data-dependent bias that was first called CAPE as well.
#pragma once

#include "sextant/position/request.h"

namespace sextant::position {

struct CapeOptions {
  double shift = 5;       ///< tokens
  double jitter = 0.5;    ///< tokens; up to here neighbours keep their order
  double stretch = 1.03;  ///< largest factor; its inverse is the least
  bool operator==(const CapeOptions&) const = default;
};
template <class Visit>
void fields(CapeOptions& options, Visit&& visit) {
  visit("shift", options.shift, "largest shift of a whole sequence, tokens");
  visit("jitter", options.jitter, "largest shift of each token, tokens");
  visit("stretch", options.stretch, "largest factor on all positions; its inverse is the least");
}
static_assert(settings::Fields<CapeOptions>);

class Cape final : public PositionAssigner {
 public:
  using Options = CapeOptions;
  /// @throws c10::ValueError unless shift and jitter are at least 0 and stretch is at least 1, all finite
  explicit Cape(const CapeOptions& options);
  /// Real positions in training: for encodings that take them.
  Positions assign(const AssignCall& call) const override;

  const CapeOptions options;
};

}  // namespace sextant::position
