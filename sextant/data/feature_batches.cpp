#include "sextant/data/feature_batches.h"

#include <algorithm>
#include <memory>

#include "sextant/data/bucketed_order.h"

namespace sextant::data {
namespace {

std::vector<int64_t> lengths_of(const std::vector<FeatureExample>& examples) {
  std::vector<int64_t> lengths;
  for (const FeatureExample& example : examples) lengths.push_back(example.features.size(0));
  return lengths;
}

}  // namespace

Batch batch_of(const std::vector<FeatureExample>& examples) {
  int64_t longest = 1, most = 1;
  for (const FeatureExample& example : examples) {
    longest = std::max(longest, example.features.size(0));
    most = std::max(most, std::ssize(example.targets));
  }
  const auto count = std::ssize(examples);
  const bool timed = count > 0 && examples.front().times.defined();
  Batch batch{.targets = torch::full({count, most}, kIgnore, torch::kLong),
              .documents = torch::full({count, longest}, -1, torch::kLong),
              .features = torch::zeros({count, longest, count > 0 ? examples.front().features.size(1) : 0})};
  if (timed) batch.positions = torch::zeros({count, longest}, torch::kFloat64);
  for (int64_t b = 0; b < count; ++b) {
    const FeatureExample& example = examples[b];
    const int64_t rows = example.features.size(0);
    batch.features[b].slice(0, 0, rows).copy_(example.features);
    batch.documents[b].slice(0, 0, rows).zero_();
    if (timed) batch.positions[b].slice(0, 0, rows).copy_(example.times);
    batch.targets[b].slice(0, 0, std::ssize(example.targets)).copy_(torch::tensor(example.targets));
  }
  return batch;
}

BatchAt feature_batches(std::vector<FeatureExample> examples, int64_t batch, uint64_t seed) {
  const BucketedOrder order(lengths_of(examples), batch, seed);
  const auto shared = std::make_shared<const std::vector<FeatureExample>>(std::move(examples));
  return [shared, order](int64_t step) { return batch_of(examples_at(*shared, order.rows(step))); };
}

std::vector<std::vector<int64_t>> places_by_length(const std::vector<FeatureExample>& examples, int64_t batch) {
  return batches_by_length(lengths_of(examples), batch);
}

std::vector<FeatureExample> examples_at(const std::vector<FeatureExample>& examples,
                                        const std::vector<int64_t>& places) {
  std::vector<FeatureExample> chosen;
  for (const int64_t place : places) chosen.push_back(examples[place]);
  return chosen;
}

}  // namespace sextant::data
