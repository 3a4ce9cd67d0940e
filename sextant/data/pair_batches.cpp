#include "sextant/data/pair_batches.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "sextant/data/bucketed_order.h"

namespace sextant::data {
namespace {

/// The decoder reads all but the last of these and is asked for all but the first, so one more than `longest` is kept.
std::vector<int64_t> encode_target(const std::string& target, const text::Vocabulary& vocabulary, int64_t longest,
                                   TextLengths& lengths) {
  std::vector<int64_t> tokens = {text::kBegin};
  for (const int64_t id : vocabulary.encode(target)) tokens.push_back(id);
  tokens.push_back(text::kEnd);
  const int64_t size = std::ssize(tokens);
  tokens.resize(static_cast<size_t>(std::min(size, longest + 1)));
  count(lengths, size, tokens, text::kUnknown);
  return tokens;
}

}  // namespace

std::vector<int64_t> encode_source(const std::string& source, const text::Vocabulary& vocabulary, int64_t longest,
                                   TextLengths& lengths) {
  std::vector<int64_t> tokens = vocabulary.encode(source);
  const int64_t size = std::ssize(tokens) + 1;
  tokens.resize(static_cast<size_t>(std::min(size, longest) - 1));
  tokens.push_back(text::kEnd);
  count(lengths, size, tokens, text::kUnknown);
  return tokens;
}

EncodedPairs encode_pairs(const std::vector<SentencePair>& pairs, const text::Vocabulary& vocabulary, int64_t longest) {
  TORCH_CHECK_VALUE(longest >= 2, "pairs: longest must be at least 2, got ", longest);
  TORCH_CHECK_VALUE(vocabulary.specials() == text::kOwnSpecials,
                    "pairs: a vocabulary must have <PAD>, <UNK>, <BOS> and <EOS> as ids 0 to 3, got one of ",
                    vocabulary.size(), " tokens (", text::name_of(vocabulary.kind()), ") with others or none");
  EncodedPairs encoded;
  for (const SentencePair& pair : pairs) {
    encoded.sources.push_back(encode_source(pair.source, vocabulary, longest, encoded.source_lengths));
    encoded.targets.push_back(encode_target(pair.target, vocabulary, longest, encoded.target_lengths));
  }
  return encoded;
}

Batch batch_of(const EncodedPairs& pairs, const std::vector<int64_t>& rows) {
  const PaddedTexts source = padded(pairs.sources, rows, text::kPad), target = padded(pairs.targets, rows, text::kPad);
  const int64_t length = target.tokens.size(1) - 1;
  const torch::Tensor next = target.tokens.slice(1, 1), scored = target.documents.slice(1, 1) >= 0;
  // The last token of a shorter row is read too: it has no target, and nothing after it sees it.
  return {.tokens = target.tokens.slice(1, 0, length).contiguous(),
          .targets = next.masked_fill(scored.logical_not(), kIgnore),
          .documents = target.documents.slice(1, 0, length).contiguous(),
          .source = source.tokens,
          .source_documents = source.documents};
}

BatchAt pair_batches(EncodedPairs pairs, int64_t batch, uint64_t seed) {
  struct Schedule {
    EncodedPairs pairs;
    BucketedOrder order;
  };
  BucketedOrder order(lengths_of(pairs), batch, seed);
  return [schedule = std::make_shared<const Schedule>(std::move(pairs), std::move(order))](int64_t step) {
    return batch_of(schedule->pairs, schedule->order.rows(step));
  };
}

std::vector<int64_t> lengths_of(const EncodedPairs& pairs) {
  int64_t longest = 0;
  for (const std::vector<int64_t>& source : pairs.sources) longest = std::max(longest, std::ssize(source));
  std::vector<int64_t> lengths;
  for (size_t i = 0; i < pairs.targets.size(); ++i)
    lengths.push_back(std::ssize(pairs.targets[i]) * (longest + 1) + std::ssize(pairs.sources[i]));
  return lengths;
}

}  // namespace sextant::data
