#include "sextant/tasks/majority.h"

#include <algorithm>

namespace sextant::tasks {

Majority majority_of(const std::vector<int64_t>& train, const std::vector<int64_t>& test,
                     const std::vector<std::string>& labels) {
  std::vector<int64_t> counts(labels.size(), 0);
  for (const int64_t k : train) ++counts[static_cast<size_t>(k)];
  const auto most = std::ranges::max_element(counts) - counts.begin();
  return {labels[static_cast<size_t>(most)], eval::by_frequency(train, test, std::ssize(labels))};
}

}  // namespace sextant::tasks
