#include "sextant/data/text_batches.h"

#include <algorithm>
#include <memory>
#include <numeric>

#include "sextant/random/permutation.h"
#include "sextant/random/philox.h"

namespace sextant::data {
namespace {

constexpr uint64_t kTextStream = 0x74657874;   // "text": the order of texts in an epoch
constexpr uint64_t kBatchStream = 0x62617463;  // "batc": the order of a stretch's batches
/// Batches that are sorted by length together: the more, the less padding, the fewer, the more alike to chance.
constexpr int64_t kStretch = 50;

class Schedule {
 public:
  Schedule(EncodedTexts texts, int64_t batch, uint64_t seed) : texts_(std::move(texts)), batch_(batch), seed_(seed) {}

  Batch at(int64_t step) const {
    const int64_t per_epoch = (count() + batch_ - 1) / batch_;
    const auto epoch = static_cast<uint64_t>(step / per_epoch);
    const int64_t place = step % per_epoch, stretch = place / kStretch;
    std::vector<int64_t> rows = stretch_rows(epoch, stretch);
    const int64_t batches = (std::ssize(rows) + batch_ - 1) / batch_;
    const uint64_t key = random::Philox(seed_, kBatchStream, epoch).next64() + static_cast<uint64_t>(stretch);
    const random::Permutation order(static_cast<uint64_t>(batches), key);
    const auto chosen = static_cast<int64_t>(order(static_cast<uint64_t>(place % kStretch)));
    const int64_t begin = chosen * batch_, end = std::min(std::ssize(rows), begin + batch_);
    return batch_of(texts_, {rows.begin() + begin, rows.begin() + end});
  }

 private:
  int64_t count() const { return std::ssize(texts_.tokens); }

  /// Texts of a stretch, by length, equally long ones in the order they were drawn.
  std::vector<int64_t> stretch_rows(uint64_t epoch, int64_t stretch) const {
    const random::Permutation order(static_cast<uint64_t>(count()), random::Philox(seed_, kTextStream, epoch).next64());
    const int64_t begin = stretch * kStretch * batch_, end = std::min(count(), begin + kStretch * batch_);
    std::vector<int64_t> rows;
    for (int64_t i = begin; i < end; ++i) rows.push_back(static_cast<int64_t>(order(static_cast<uint64_t>(i))));
    std::ranges::stable_sort(rows, {}, [&](int64_t row) { return texts_.tokens[row].size(); });
    return rows;
  }

  EncodedTexts texts_;
  int64_t batch_;
  uint64_t seed_;
};

}  // namespace

EncodedTexts encode_texts(const std::vector<LabelledText>& texts, const text::Vocabulary& vocabulary,
                          const std::vector<std::string>& labels, int64_t longest) {
  TORCH_CHECK_VALUE(longest >= 1, "texts: longest must be at least 1, got ", longest);
  EncodedTexts encoded;
  for (const LabelledText& text : texts) {
    std::vector<int64_t> tokens = {text::kBegin};
    for (const int64_t id : vocabulary.encode(text.text)) tokens.push_back(id);
    const int64_t size = std::ssize(tokens), dropped = std::max<int64_t>(0, size - longest);
    tokens.resize(static_cast<size_t>(size - dropped));
    TextLengths& lengths = encoded.lengths;
    ++lengths.inputs;
    lengths.over_limit += dropped > 0 ? 1 : 0;
    lengths.longest = std::max(lengths.longest, size);
    lengths.tokens_dropped += dropped;
    lengths.tokens += std::ssize(tokens);
    lengths.unknown += std::ranges::count(tokens, text::kUnknown);
    const auto label = std::ranges::find(labels, text.label);
    encoded.classes.push_back(label == labels.end() ? kIgnore : label - labels.begin());
    encoded.tokens.push_back(std::move(tokens));
  }
  return encoded;
}

Batch batch_of(const EncodedTexts& texts, const std::vector<int64_t>& rows) {
  int64_t longest = 1;
  for (const int64_t row : rows) longest = std::max(longest, std::ssize(texts.tokens[row]));
  const auto count = std::ssize(rows);
  Batch batch{.tokens = torch::full({count, longest}, text::kPad, torch::kLong),
              .targets = torch::empty({count}, torch::kLong),
              .documents = torch::full({count, longest}, -1, torch::kLong)};
  auto tokens = batch.tokens.accessor<int64_t, 2>(), documents = batch.documents.accessor<int64_t, 2>();
  auto targets = batch.targets.accessor<int64_t, 1>();
  for (int64_t b = 0; b < count; ++b) {
    const std::vector<int64_t>& text = texts.tokens[rows[b]];
    for (int64_t t = 0; t < std::ssize(text); ++t) {
      tokens[b][t] = text[t];
      documents[b][t] = 0;
    }
    targets[b] = texts.classes[rows[b]];
  }
  return batch;
}

BatchAt text_batches(EncodedTexts texts, int64_t batch, uint64_t seed) {
  TORCH_CHECK_VALUE(batch >= 1, "texts: batch must be at least 1, got ", batch);
  TORCH_CHECK_VALUE(!texts.tokens.empty(), "texts: there must be at least one to learn from, got none");
  return [schedule = std::make_shared<const Schedule>(std::move(texts), batch, seed)](int64_t step) {
    return schedule->at(step);
  };
}

std::vector<std::vector<int64_t>> rows_by_length(const EncodedTexts& texts, int64_t batch) {
  std::vector<int64_t> order(texts.tokens.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, {}, [&](int64_t row) { return texts.tokens[row].size(); });
  std::vector<std::vector<int64_t>> batches;
  for (int64_t begin = 0; begin < std::ssize(order); begin += batch) {
    const int64_t end = std::min(std::ssize(order), begin + batch);
    batches.emplace_back(order.begin() + begin, order.begin() + end);
  }
  return batches;
}

}  // namespace sextant::data
