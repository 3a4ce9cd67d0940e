// Names for lists of encodings: `--pos set:core` stands for eight of them, `--pos set:all` for every row of the
// registry.
//
//   core      one encoding of each kind, those most often compared
//   recipes   rope under every assigner that draws positions and needs nothing of the data
//   all       every encoding with its defaults, then the recipes
#pragma once

#include <string>
#include <vector>

namespace sextant::tasks {

/// `specs` with the members of every `set:NAME` in its place, in the registry's order.
/// @throws Failure E-SPEC naming the sets, for one that is none of them
std::vector<std::string> without_sets(const std::vector<std::string>& specs);

}  // namespace sextant::tasks
