// What a task's accuracy is worth: two baselines that have not read the prompt.
#pragma once

#include <cstdint>

#include "sextant/data/synthetic.h"

namespace sextant::data {

/// Accuracies, as shares, of answer tokens without the end token, and of whole answers.
struct Chance {
  double uniform_token;  ///< one guess among the classes
  double uniform_exact;
  double prior_token;  ///< the best guess from length and output place alone
  double prior_exact;
};

/// The baselines at one length. The prior is learned from every other one of `samples` generated samples and measured
/// on the rest, so a chance maximum does not flatter it.
/// @throws std::invalid_argument unless samples >= 2
Chance chance(const SyntheticTask& task, int64_t length, int64_t samples = 100000);

/// (accuracy - prior) / (1 - prior): 0 at chance, 1 when perfect; 0 if the prior is already perfect.
double normalised_accuracy(double accuracy, double prior);

}  // namespace sextant::data
