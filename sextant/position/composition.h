// Which members may stand together: the rules of a plan, checked before anything is built.
#pragma once

#include "sextant/position/member.h"

namespace sextant::position {

/// A plan with its layers handed out.
struct Composition {
  std::vector<Member> members = {};
  std::vector<std::vector<size_t>> layers = {};  ///< members of each layer but those at place 1
  std::vector<int64_t> input_layers = {};        ///< of the member at place 1; none = once, at the bottom
  const Member* input = nullptr;
  const Member* ids = nullptr;  ///< the member whose ids hold for places 2 to 4
};

/// @throws c10::ValueError naming the place and the members, for
///   a place claimed twice on a head; a rule beside a rotation or a bias; a rotation on part of a group of heads that
///   share keys; ids written twice; a scheme for causal attention in a model that sees both ways; scaling inside
///   windows; a layer named twice or not at all; a member beyond place 1 in a model without attention
Composition compose(std::string_view text, const SchemeRequest& request);

}  // namespace sextant::position
