#include "sextant/data/text_batches.h"

#include <algorithm>
#include <memory>

#include "sextant/data/bucketed_order.h"

namespace sextant::data {
namespace {

std::vector<int64_t> lengths_of(const EncodedTexts& texts) {
  std::vector<int64_t> lengths;
  for (const std::vector<int64_t>& tokens : texts.tokens) lengths.push_back(std::ssize(tokens));
  return lengths;
}

}  // namespace

EncodedTexts encode_texts(const std::vector<LabelledText>& texts, const text::Vocabulary& vocabulary,
                          const std::vector<std::string>& labels, int64_t longest) {
  TORCH_CHECK_VALUE(longest >= 1, "texts: longest must be at least 1, got ", longest);
  const text::SpecialIds& specials = vocabulary.specials();
  TORCH_CHECK_VALUE(vocabulary.has_specials(), "texts: a vocabulary must have tokens to begin, end and pad, got ",
                    text::name_of(vocabulary.kind()), " without");
  EncodedTexts encoded;
  encoded.pad = *specials.pad;
  for (const LabelledText& text : texts) {
    std::vector<int64_t> tokens = {*specials.begin};
    for (const int64_t id : vocabulary.encode(text.text)) tokens.push_back(id);
    const int64_t size = std::ssize(tokens), dropped = std::max<int64_t>(0, size - longest);
    tokens.resize(static_cast<size_t>(size - dropped));
    TextLengths& lengths = encoded.lengths;
    ++lengths.inputs;
    lengths.over_limit += dropped > 0 ? 1 : 0;
    lengths.longest = std::max(lengths.longest, size);
    lengths.tokens_dropped += dropped;
    lengths.tokens += std::ssize(tokens);
    if (specials.unknown) lengths.unknown += std::ranges::count(tokens, *specials.unknown);
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
  Batch batch{.tokens = torch::full({count, longest}, texts.pad, torch::kLong),
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
  struct Schedule {
    EncodedTexts texts;
    BucketedOrder order;
  };
  BucketedOrder order(lengths_of(texts), batch, seed);
  return [schedule = std::make_shared<const Schedule>(std::move(texts), std::move(order))](int64_t step) {
    return batch_of(schedule->texts, schedule->order.rows(step));
  };
}

std::vector<std::vector<int64_t>> rows_by_length(const EncodedTexts& texts, int64_t batch) {
  return batches_by_length(lengths_of(texts), batch);
}

}  // namespace sextant::data
