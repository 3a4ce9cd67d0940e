// The least a classifier has to beat: the most frequent label of the training part, whatever is classified.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sextant/eval/classification.h"

namespace sextant::tasks {

struct Majority {
  std::string label;
  eval::Classification figures;  ///< on the test part; its loss is that of answering with the labels' frequencies
};

/// @param train,test  classes, each an index into `labels`
Majority majority_of(const std::vector<int64_t>& train, const std::vector<int64_t>& test,
                     const std::vector<std::string>& labels);

}  // namespace sextant::tasks
