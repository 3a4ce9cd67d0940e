#include "sextant/data/held_out.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>

#include "sextant/random/permutation.h"

namespace sextant::data {
namespace {

constexpr uint64_t kHoldOutStream = 0x686f6c64;  // "hold"

void check(double share) {
  if (!(share > 0 && share < 1))
    throw std::invalid_argument(fmt::format("hold out: share must be in (0, 1), got {}", share));
}

int64_t count_of(double share, size_t size) {
  return std::max<int64_t>(1, std::llround(share * static_cast<double>(size)));
}

std::map<std::string, std::vector<size_t>> examples_by(const std::vector<std::string>& names) {
  std::map<std::string, std::vector<size_t>> examples;
  for (size_t i = 0; i < names.size(); ++i) examples[names[i]].push_back(i);
  return examples;
}

}  // namespace

std::vector<bool> held_out(const std::vector<std::string>& labels, double share, uint64_t seed) {
  check(share);
  std::vector<bool> held(labels.size(), false);
  for (const auto& [label, examples] : examples_by(labels)) {
    const int64_t count = count_of(share, examples.size());
    if (count >= std::ssize(examples)) {
      throw std::invalid_argument(fmt::format("hold out: label '{}' has {} sample{}, too few to be in both parts",
                                              label, examples.size(), examples.size() == 1 ? "" : "s"));
    }
    const random::Permutation order(examples.size(), seed ^ kHoldOutStream);
    for (int64_t i = 0; i < count; ++i) held[examples[order(static_cast<uint64_t>(i))]] = true;
  }
  return held;
}

std::vector<bool> held_out_groups(const std::vector<std::string>& groups, double share, uint64_t seed) {
  check(share);
  std::vector<std::vector<size_t>> examples;
  for (auto& [group, own] : examples_by(groups)) examples.push_back(own);
  if (examples.size() < 2)
    throw std::invalid_argument(fmt::format("hold out: groups must be at least 2, got {}", examples.size()));
  const int64_t count = std::min<int64_t>(count_of(share, examples.size()), std::ssize(examples) - 1);
  const random::Permutation order(examples.size(), seed ^ kHoldOutStream);
  std::vector<bool> held(groups.size(), false);
  for (int64_t i = 0; i < count; ++i)
    for (const size_t example : examples[order(static_cast<uint64_t>(i))]) held[example] = true;
  return held;
}

}  // namespace sextant::data
