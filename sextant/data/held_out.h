// Which examples of a labelled set are held out: a share of each label, or whole groups.
//
// Not here: one long text, whose parts are blocks (split.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace sextant::data {

/// A share of each label's examples, at least one, so that both parts have every label in the same proportion.
/// @param labels  by example
/// @return by example, whether it is held out
/// @throws std::invalid_argument unless 0 < share < 1, or if a label has too few examples to be in both parts
std::vector<bool> held_out(const std::vector<std::string>& labels, double share, uint64_t seed);

/// All examples of some groups, at least one, as many groups as come nearest to the share: speakers, patients, sources
/// that training must not have met.
/// @param groups  by example
/// @throws std::invalid_argument unless 0 < share < 1, or for a single group
std::vector<bool> held_out_groups(const std::vector<std::string>& groups, double share, uint64_t seed);

/// The items of `all` that are held out, or the others.
template <class Item>
std::vector<Item> chosen(const std::vector<Item>& all, const std::vector<bool>& held, bool want) {
  std::vector<Item> items;
  for (size_t i = 0; i < all.size(); ++i)
    if (held[i] == want) items.push_back(all[i]);
  return items;
}

}  // namespace sextant::data
