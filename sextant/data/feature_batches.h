// Batches of whole examples made of rows of numbers: frames of sound, measurements over time.
//
// Examples of about the same length share a batch and are padded on its right. Batch i is a pure function of
// (examples, seed, i): no state.
#pragma once

#include <cstdint>
#include <vector>

#include "sextant/data/batch.h"

namespace sextant::data {

struct FeatureExample {
  torch::Tensor features;             ///< float32 [T, F], T at least 1
  torch::Tensor times = {};           ///< float64 [T], when each row was, in the model's unit; undefined = the order
  std::vector<int64_t> targets = {};  ///< its class, or what is said in it, symbol by symbol; empty = not known
};

/// @param examples  all with as many features, and all with times or none
/// @return targets int64 [B, L], L those of the example with the most, at least 1, padded with kIgnore
Batch batch_of(const std::vector<FeatureExample>& examples);

/// @throws c10::ValueError for no examples or batch < 1
BatchAt feature_batches(std::vector<FeatureExample> examples, int64_t batch, uint64_t seed);

/// The examples in batches, shortest first, each with the places of its examples: the order of testing.
std::vector<std::vector<int64_t>> places_by_length(const std::vector<FeatureExample>& examples, int64_t batch);
std::vector<FeatureExample> examples_at(const std::vector<FeatureExample>& examples,
                                        const std::vector<int64_t>& places);

}  // namespace sextant::data
