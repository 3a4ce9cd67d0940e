// A classifier of examples made of rows of features: what it says, and how right it is.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

#include "sextant/data/feature_batches.h"
#include "sextant/eval/classification.h"
#include "sextant/models/model.h"

namespace sextant::tasks {

/// Log-probabilities of the classes of each example, float64 [N, K].
torch::Tensor class_log_probabilities(models::ModelImpl& model, const std::vector<data::FeatureExample>& examples,
                                      int64_t batch);
/// The class of each example: its first target.
std::vector<int64_t> classes_of(const std::vector<data::FeatureExample>& examples);
/// Figures of examples whose first target is their class.
eval::Classification classified(models::ModelImpl& model, const std::vector<data::FeatureExample>& examples,
                                int64_t batch);

/// Lets a model read rows of so many features.
void read_features(models::ModelOptions& model, int64_t features);
/// Whether a model of F features takes times for positions, found by asking it.
bool takes_times(models::ModelImpl& model, int64_t features);

}  // namespace sextant::tasks
