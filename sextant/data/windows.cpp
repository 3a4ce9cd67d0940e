#include "sextant/data/windows.h"

#include <algorithm>
#include <utility>

#include "sextant/random/permutation.h"
#include "sextant/random/philox.h"

namespace sextant::data {

namespace {

constexpr uint64_t kOrderStream = 0x77696e00;   // "win": the order of an epoch
constexpr uint64_t kOffsetStream = 0x77696e01;  // where its windows begin

/// Windows of a span that fit whatever the offset of the epoch; a span with room for one gives one.
int64_t windows_in(const Span& span, int64_t length) {
  const int64_t size = span.end - span.begin;
  if (size <= length) return 0;
  return std::max<int64_t>(1, (size - length) / length);
}

/// First token of window `k` of a span in an epoch.
int64_t window_begin(const Span& span, int64_t length, int64_t k, uint64_t draw) {
  const int64_t slack = span.end - span.begin - 1 - windows_in(span, length) * length;
  const int64_t offsets = std::min(slack, length - 1) + 1;
  return span.begin + static_cast<int64_t>(draw % static_cast<uint64_t>(offsets)) + k * length;
}

/// The windows of all epochs, in the order they are visited.
struct Schedule {
  std::vector<Span> spans;
  int64_t length;
  uint64_t seed;
  int64_t per_epoch;

  int64_t begin_of(int64_t sample) const {
    const auto epoch = static_cast<uint64_t>(sample / per_epoch);
    const uint64_t key = random::Philox(seed, kOrderStream, epoch).next64();
    const random::Permutation order(static_cast<uint64_t>(per_epoch), key);
    auto place = static_cast<int64_t>(order(static_cast<uint64_t>(sample % per_epoch)));
    // One draw an epoch, far above any offset, so the bias of the remainder is below 2^-40.
    const uint64_t draw = random::Philox(seed, kOffsetStream, epoch).next64();
    for (const Span& span : spans) {
      const int64_t here = windows_in(span, length);
      if (place < here) return window_begin(span, length, place, draw);
      place -= here;
    }
    return 0;  // not reached: place < per_epoch, the sum of all spans' windows
  }
};

void check(const torch::Tensor& tokens, const std::vector<Span>& train, int64_t length, int64_t batch) {
  TORCH_CHECK_VALUE(tokens.dim() == 1 && tokens.scalar_type() == torch::kInt64,
                    "windows: tokens must be int64 [n], got ", tokens.scalar_type(), " ", tokens.sizes());
  TORCH_CHECK_VALUE(length >= 1, "windows: length must be at least 1, got ", length);
  TORCH_CHECK_VALUE(batch >= 1, "windows: batch must be at least 1, got ", batch);
  for (const Span& span : train)
    TORCH_CHECK_VALUE(0 <= span.begin && span.begin <= span.end && span.end <= tokens.size(0),
                      "windows: spans must lie inside [0, ", tokens.size(0), "), got [", span.begin, ", ", span.end,
                      ")");
  TORCH_CHECK_VALUE(windows_per_epoch(train, length) > 0, "windows: a window needs ", length + 1,
                    " tokens of text in one piece, the training part has ", size_of(train), " in ", train.size(),
                    " pieces");
}

}  // namespace

int64_t windows_per_epoch(const std::vector<Span>& train, int64_t length) {
  int64_t windows = 0;
  for (const Span& span : train) windows += windows_in(span, length);
  return windows;
}

BatchAt window_batches(torch::Tensor tokens, std::vector<Span> train, int64_t length, int64_t batch, uint64_t seed) {
  check(tokens, train, length, batch);
  const int64_t per_epoch = windows_per_epoch(train, length);
  const Schedule schedule = {.spans = std::move(train), .length = length, .seed = seed, .per_epoch = per_epoch};
  return [tokens = std::move(tokens), schedule, batch](int64_t step) {
    std::vector<torch::Tensor> rows;
    for (int64_t b = 0; b < batch; ++b) {
      const int64_t begin = schedule.begin_of(step * batch + b);
      rows.push_back(tokens.slice(0, begin, begin + schedule.length + 1));
    }
    const torch::Tensor windows = torch::stack(rows);
    return Batch{.tokens = windows.slice(1, 0, schedule.length).contiguous(),
                 .targets = windows.slice(1, 1).contiguous()};
  };
}

}  // namespace sextant::data
