// The arms of a comparison: one per encoding asked for, with the alternatives it may choose from.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sextant::tasks {

/// One encoding under its name in tables. The same encoding given twice is an A/A comparison: the second arm reads the
/// same batches from another initialisation, so its distance from the first is noise and nothing else.
struct CompareArm {
  std::string name;
  std::vector<std::string> candidates;  ///< specs; of several each fold takes its best on the part that chooses
  int64_t copy = 0;                     ///< how often the same text stands before it
};

/// What a text with braces stands for: "rope:base={10,100}" is "rope:base=10" and "rope:base=100", several braces all
/// their combinations, the last one changing first; without braces the text itself.
/// @throws std::invalid_argument for a brace without its partner, one within another, or an alternative given twice
std::vector<std::string> alternatives(const std::string& text);

/// @param texts  specs, with or without braces; at least one
/// @throws std::invalid_argument as alternatives()
std::vector<CompareArm> compare_arms(const std::vector<std::string>& texts);

/// The seed of an arm's initial weights: `seed` for every first copy, so that all encodings start from the same
/// weights.
uint64_t initial_seed(int64_t seed, const CompareArm& arm);

}  // namespace sextant::tasks
