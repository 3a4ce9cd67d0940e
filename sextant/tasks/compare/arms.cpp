#include "sextant/tasks/compare/arms.h"

#include <algorithm>

#include "sextant/random/philox.h"

namespace sextant::tasks {

std::vector<CompareArm> compare_arms(const std::vector<std::string>& specs) {
  std::vector<CompareArm> arms;
  for (const std::string& spec : specs) {
    const auto copy = std::ranges::count(arms, spec, &CompareArm::spec);
    arms.push_back(
        {.name = copy == 0 ? spec : spec + " (" + std::to_string(copy + 1) + ")", .spec = spec, .copy = copy});
  }
  return arms;
}

uint64_t initial_seed(int64_t seed, const CompareArm& arm) {
  if (arm.copy == 0) return static_cast<uint64_t>(seed);
  constexpr uint64_t kInitialWeights = 0x1217;  // a stream of its own, so that no other draw uses the same numbers
  return random::Philox(static_cast<uint64_t>(seed), kInitialWeights, static_cast<uint64_t>(arm.copy)).next64();
}

}  // namespace sextant::tasks
