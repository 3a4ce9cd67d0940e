#include "sextant/data/folds.h"

#include <fmt/core.h>

#include <map>
#include <stdexcept>

#include "sextant/random/permutation.h"

namespace sextant::data {
namespace {

constexpr uint64_t kFoldStream = 0x666f6c64;  // "fold": not the draw of any other part held out

void expect_folds(int64_t folds) {
  if (folds < 2) throw std::invalid_argument(fmt::format("folds: there must be at least 2, got {}", folds));
}

}  // namespace

std::vector<int64_t> stratified_folds(const std::vector<std::string>& labels, int64_t folds, uint64_t seed) {
  expect_folds(folds);
  std::map<std::string, std::vector<size_t>> by_label;
  for (size_t i = 0; i < labels.size(); ++i) by_label[labels[i]].push_back(i);
  std::vector<int64_t> fold_of(labels.size());
  // The next label goes on where the last one ended: folds differ by one sample in all, not by one for each label.
  int64_t next = 0;
  for (const auto& [label, samples] : by_label) {
    if (std::ssize(samples) < folds) {
      throw std::invalid_argument(fmt::format("folds: label '{}' has {} sample{}, fewer than {} folds", label,
                                              samples.size(), samples.size() == 1 ? "" : "s", folds));
    }
    const random::Permutation order(samples.size(), seed ^ kFoldStream);
    for (size_t i = 0; i < samples.size(); ++i) {
      fold_of[samples[order(i)]] = next;
      next = (next + 1) % folds;
    }
  }
  return fold_of;
}

std::vector<int64_t> grouped_folds(const std::vector<std::string>& groups, int64_t folds, uint64_t seed) {
  expect_folds(folds);
  std::map<std::string, int64_t> fold_of;
  for (const std::string& group : groups) fold_of.emplace(group, 0);
  const auto count = std::ssize(fold_of);
  if (count < folds) throw std::invalid_argument(fmt::format("folds: {} groups are fewer than {} folds", count, folds));
  const random::Permutation order(static_cast<uint64_t>(count), seed ^ kFoldStream);
  uint64_t next = 0;
  for (auto& [group, fold] : fold_of) fold = static_cast<int64_t>(order(next++)) % folds;
  std::vector<int64_t> all;
  for (const std::string& group : groups) all.push_back(fold_of[group]);
  return all;
}

}  // namespace sextant::data
