#include "sextant/data/text_batches.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "sextant/data/bucketed_order.h"

namespace sextant::data {
namespace {

std::vector<int64_t> lengths_of(const EncodedTexts& texts) {
  std::vector<int64_t> lengths;
  for (const std::vector<int64_t>& tokens : texts.tokens) lengths.push_back(std::ssize(tokens));
  return lengths;
}

}  // namespace

void count(TextLengths& lengths, int64_t size, const std::vector<int64_t>& kept, std::optional<int64_t> unknown) {
  ++lengths.inputs;
  lengths.over_limit += size > std::ssize(kept) ? 1 : 0;
  lengths.longest = std::max(lengths.longest, size);
  lengths.tokens_dropped += size - std::ssize(kept);
  lengths.tokens += std::ssize(kept);
  if (unknown) lengths.unknown += std::ranges::count(kept, *unknown);
}

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
    const int64_t size = std::ssize(tokens);
    tokens.resize(static_cast<size_t>(std::min(size, longest)));
    count(encoded.lengths, size, tokens, specials.unknown);
    const auto label = std::ranges::find(labels, text.label);
    encoded.classes.push_back(label == labels.end() ? kIgnore : label - labels.begin());
    encoded.tokens.push_back(std::move(tokens));
  }
  return encoded;
}

PaddedTexts padded(const std::vector<std::vector<int64_t>>& texts, const std::vector<int64_t>& rows, int64_t pad) {
  int64_t longest = 1;
  for (const int64_t row : rows) longest = std::max(longest, std::ssize(texts[row]));
  const int64_t count = std::ssize(rows);
  PaddedTexts padded{.tokens = torch::full({count, longest}, pad, torch::kLong),
                     .documents = torch::full({count, longest}, -1, torch::kLong)};
  auto tokens = padded.tokens.accessor<int64_t, 2>(), documents = padded.documents.accessor<int64_t, 2>();
  for (int64_t b = 0; b < count; ++b) {
    const std::vector<int64_t>& text = texts[rows[b]];
    for (int64_t t = 0; t < std::ssize(text); ++t) {
      tokens[b][t] = text[t];
      documents[b][t] = 0;
    }
  }
  return padded;
}

Batch batch_of(const EncodedTexts& texts, const std::vector<int64_t>& rows) {
  PaddedTexts read = padded(texts.tokens, rows, texts.pad);
  std::vector<int64_t> classes;
  for (const int64_t row : rows) classes.push_back(texts.classes[row]);
  return {.tokens = std::move(read.tokens),
          .targets = torch::tensor(classes, torch::kLong),
          .documents = std::move(read.documents)};
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
