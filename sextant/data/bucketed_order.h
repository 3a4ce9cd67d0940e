// The order in which whole texts are learned from: neighbours in length together, so that little is padding.
//
// An epoch visits every text once: they are put in a keyed random order, sorted by length inside stretches of many
// batches, cut into batches, and these shuffled again. Batch i is a pure function of (lengths, seed, i): no state.
#pragma once

#include <cstdint>
#include <vector>

namespace sextant::data {

class BucketedOrder {
 public:
  /// @param lengths  of the texts, or whatever sorts those together that fit together
  /// @throws c10::ValueError for no texts or batch < 1
  BucketedOrder(std::vector<int64_t> lengths, int64_t batch, uint64_t seed);
  /// The texts of the batch of a step, counted from 0.
  std::vector<int64_t> rows(int64_t step) const;

 private:
  std::vector<int64_t> stretch_rows(uint64_t epoch, int64_t stretch) const;
  int64_t count() const { return std::ssize(lengths_); }

  std::vector<int64_t> lengths_;
  int64_t batch_;
  uint64_t seed_;
};

/// All texts in batches, shortest first: the order of testing.
std::vector<std::vector<int64_t>> batches_by_length(const std::vector<int64_t>& lengths, int64_t batch);

}  // namespace sextant::data
