#include "sextant/data/bucketed_order.h"

#include <c10/util/Exception.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "sextant/random/permutation.h"
#include "sextant/random/philox.h"

namespace sextant::data {
namespace {

constexpr uint64_t kTextStream = 0x74657874;   // "text": the order of texts in an epoch
constexpr uint64_t kBatchStream = 0x62617463;  // "batc": the order of a stretch's batches
/// Batches that are sorted by length together: the more, the less padding, the fewer, the more alike to chance.
constexpr int64_t kStretch = 50;

}  // namespace

BucketedOrder::BucketedOrder(std::vector<int64_t> lengths, int64_t batch, uint64_t seed)
    : lengths_(std::move(lengths)), batch_(batch), seed_(seed) {
  TORCH_CHECK_VALUE(batch >= 1, "texts: batch must be at least 1, got ", batch);
  TORCH_CHECK_VALUE(!lengths_.empty(), "texts: there must be at least one to learn from, got none");
}

std::vector<int64_t> BucketedOrder::rows(int64_t step) const {
  const int64_t per_epoch = (count() + batch_ - 1) / batch_;
  const auto epoch = static_cast<uint64_t>(step / per_epoch);
  const int64_t place = step % per_epoch, stretch = place / kStretch;
  const std::vector<int64_t> all = stretch_rows(epoch, stretch);
  const int64_t batches = (std::ssize(all) + batch_ - 1) / batch_;
  const uint64_t key = random::Philox(seed_, kBatchStream, epoch).next64() + static_cast<uint64_t>(stretch);
  const random::Permutation order(static_cast<uint64_t>(batches), key);
  const auto chosen = static_cast<int64_t>(order(static_cast<uint64_t>(place % kStretch)));
  const int64_t begin = chosen * batch_, end = std::min(std::ssize(all), begin + batch_);
  return {all.begin() + begin, all.begin() + end};
}

/// Texts of a stretch, by length, equally long ones in the order they were drawn.
std::vector<int64_t> BucketedOrder::stretch_rows(uint64_t epoch, int64_t stretch) const {
  const random::Permutation order(static_cast<uint64_t>(count()), random::Philox(seed_, kTextStream, epoch).next64());
  const int64_t begin = stretch * kStretch * batch_, end = std::min(count(), begin + kStretch * batch_);
  std::vector<int64_t> rows;
  for (int64_t i = begin; i < end; ++i) rows.push_back(static_cast<int64_t>(order(static_cast<uint64_t>(i))));
  std::ranges::stable_sort(rows, {}, [&](int64_t row) { return lengths_[static_cast<size_t>(row)]; });
  return rows;
}

std::vector<std::vector<int64_t>> batches_by_length(const std::vector<int64_t>& lengths, int64_t batch) {
  std::vector<int64_t> order(lengths.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, {}, [&](int64_t row) { return lengths[static_cast<size_t>(row)]; });
  std::vector<std::vector<int64_t>> batches;
  for (int64_t begin = 0; begin < std::ssize(order); begin += batch) {
    const int64_t end = std::min(std::ssize(order), begin + batch);
    batches.emplace_back(order.begin() + begin, order.begin() + end);
  }
  return batches;
}

}  // namespace sextant::data
