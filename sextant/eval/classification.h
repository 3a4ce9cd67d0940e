// What a classifier's answers are worth.
//
// Precision p = true positives / answered so, recall r = true positives / are so, F1 = 2pr / (p + r), each 0 where
// nothing is counted; macro F1 is the mean over classes. As scikit-learn defines them (zero_division = 0).
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <vector>

#include "sextant/data/text_batches.h"
#include "sextant/models/model.h"

namespace sextant::eval {

struct ClassFigures {
  int64_t texts;  ///< that are of this class
  double precision, recall, f1;
};

struct Classification {
  int64_t texts = 0;  ///< scored
  int64_t right = 0;
  double nats = 0;                                   ///< mean cross-entropy
  std::vector<std::vector<int64_t>> confusion = {};  ///< [truth][answer]

  double accuracy() const { return texts == 0 ? 0 : static_cast<double>(right) / static_cast<double>(texts); }
  std::vector<ClassFigures> by_class() const;
  double macro_f1() const;
};

/// Makes a batch of some rows of a data set.
using BatchOf = std::function<data::Batch(const std::vector<int64_t>& rows)>;

/// Log-probabilities of the classes of each row, float64 [N, K], N rows in all.
/// @param groups  every row of the data set, in batches
/// @param stop    asked between batches; true: an undefined tensor comes back
torch::Tensor class_log_probabilities(models::ModelImpl& model, const std::vector<std::vector<int64_t>>& groups,
                                      const BatchOf& batch_of, const std::function<bool()>& stop = {});
/// The same of texts, in their order.
torch::Tensor class_log_probabilities(models::ModelImpl& model, const data::EncodedTexts& texts, int64_t batch,
                                      const std::function<bool()>& stop = {});

/// Figures of those texts that have a class.
/// @throws c10::ValueError unless log_probabilities is [N, K] for N classes
Classification classification(const torch::Tensor& log_probabilities, const std::vector<int64_t>& classes);

/// What answering everything with the classes' frequencies in training gets on a test part: the least to be beaten.
/// @param train,test  classes, from 0 to count - 1
Classification by_frequency(const std::vector<int64_t>& train, const std::vector<int64_t>& test, int64_t count);

}  // namespace sextant::eval
