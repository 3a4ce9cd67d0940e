// The arms of a comparison: one per encoding asked for.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sextant::tasks {

/// One encoding under its name in tables. The same encoding given twice is an A/A comparison: the second arm reads the
/// same batches from another initialisation, so its distance from the first is noise and nothing else.
struct CompareArm {
  std::string name;
  std::string spec;  ///< as make_scheme prints it
  int64_t copy = 0;  ///< how often the same spec stands before it
};

/// @param specs  canonical; at least one
std::vector<CompareArm> compare_arms(const std::vector<std::string>& specs);

/// The seed of an arm's initial weights: `seed` for every first copy, so that all encodings start from the same
/// weights.
uint64_t initial_seed(int64_t seed, const CompareArm& arm);

}  // namespace sextant::tasks
