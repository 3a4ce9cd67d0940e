// Counting what two segments have in common: the part BLEU and chrF share.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace sextant::eval {

/// N-grams of one order.
struct GramCounts {
  int64_t hypothesis = 0, reference = 0;
  int64_t matches = 0;  ///< in both, each as often as in the one that has fewer of it
};

/// @param hypothesis, reference  maps from an n-gram to how often it is there
template <class Counts>
GramCounts compared(const Counts& hypothesis, const Counts& reference) {
  GramCounts counts;
  for (const auto& [gram, times] : reference) counts.reference += times;
  for (const auto& [gram, times] : hypothesis) {
    counts.hypothesis += times;
    const auto found = reference.find(gram);
    if (found != reference.end()) counts.matches += std::min(times, found->second);
  }
  return counts;
}

/// @throws std::invalid_argument unless there are as many hypotheses as references, at least one
inline void check_segments(std::string_view who, std::span<const std::string> hypotheses,
                           std::span<const std::string> references) {
  if (hypotheses.size() != references.size()) {
    throw std::invalid_argument(std::string(who) + ": there must be a reference for each hypothesis, got " +
                                std::to_string(references.size()) + " for " + std::to_string(hypotheses.size()));
  }
  if (hypotheses.empty()) throw std::invalid_argument(std::string(who) + ": segments must be at least 1, got 0");
}

}  // namespace sextant::eval
