// What a transcriber hears, and how wrong it is.
//
// Best path decoding (Graves et al. 2006, section 3.2): the likeliest symbol of each row, repeats told once, blanks
// left out.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <vector>

#include "sextant/data/feature_batches.h"
#include "sextant/eval/error_rate.h"
#include "sextant/models/transcriber.h"

namespace sextant::eval {

struct Heard {
  std::vector<int64_t> symbols;
  double log_probability;  ///< of the path, nats: other paths that say the same are not counted
};

/// @param scores [T, K + 1], the blank last
Heard best_path(const torch::Tensor& scores);

/// What is heard in each example, in their order. Without gradients; `model` should be in evaluation mode.
std::vector<Heard> heard(models::TranscriberImpl& model, const std::vector<data::FeatureExample>& examples,
                         int64_t batch);

/// Edits from what was said in each example to what was heard, in all.
Edits edits_of(const std::vector<data::FeatureExample>& examples, const std::vector<Heard>& heard);

}  // namespace sextant::eval
