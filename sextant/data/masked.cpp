#include "sextant/data/masked.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "sextant/random/permutation.h"
#include "sextant/random/philox.h"

namespace sextant::data {

namespace {

constexpr uint64_t kMaskStream = 0x6d61736b;  // "mask"

/// Hides the tokens of `batch` that a keyed permutation of each row puts first.
Batch hide(const Batch& batch, const MaskOptions& options, int64_t step) {
  Batch masked = {
      .tokens = batch.tokens.clone(), .targets = torch::full_like(batch.tokens, kIgnore), .documents = batch.documents};
  const int64_t rows = batch.tokens.size(0);
  const int64_t length = batch.tokens.size(1);
  const auto hidden = std::clamp<int64_t>(std::llround(options.share * static_cast<double>(length)), 1, length);
  auto tokens = masked.tokens.accessor<int64_t, 2>();
  auto targets = masked.targets.accessor<int64_t, 2>();
  for (int64_t b = 0; b < rows; ++b) {
    const uint64_t key = random::Philox(options.seed, kMaskStream, static_cast<uint64_t>(step * rows + b)).next64();
    const random::Permutation order(static_cast<uint64_t>(length), key);
    for (int64_t i = 0; i < hidden; ++i) {
      const auto place = static_cast<int64_t>(order(static_cast<uint64_t>(i)));
      targets[b][place] = tokens[b][place];
      tokens[b][place] = options.token;
    }
  }
  return masked;
}

}  // namespace

BatchAt masked_batches(BatchAt windows, const MaskOptions& options) {
  TORCH_CHECK_VALUE(options.share > 0 && options.share <= 1, "masked: share must be in (0, 1], got ", options.share);
  TORCH_CHECK_VALUE(options.token >= 0, "masked: token must be at least 0, got ", options.token);
  return [windows = std::move(windows), options](int64_t step) { return hide(windows(step), options, step); };
}

}  // namespace sextant::data
