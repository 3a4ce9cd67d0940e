// What a classifier has to beat, fitted to the same texts: the most frequent label, and the words without their order.
#pragma once

#include <string>
#include <vector>

#include "sextant/eval/classification.h"
#include "sextant/tasks/labelled_parts.h"

namespace sextant::tasks {

struct ClassBaselines {
  std::string majority_label;
  eval::Classification majority;  ///< its loss is that of answering with the labels' frequencies
  eval::Classification bag;       ///< logistic regression on words and pairs of them (eval/bag_of_words.h)
  double strength;                ///< of that regression, chosen by the part that chooses
};

/// Figures on the test part of baselines that learned from the training part, whole texts whatever a model reads of
/// them.
/// @param tokenizer  "char": the second learns from characters and pairs of them; else from words
ClassBaselines class_baselines(const LabelledParts& parts, const std::vector<std::string>& labels,
                               const std::string& tokenizer);

}  // namespace sextant::tasks
