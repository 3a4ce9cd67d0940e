#include "sextant/data/recall.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>

namespace sextant::data {

namespace {

enum class RecallVariant { kSparse, kDense };
constexpr auto names_of(RecallVariant) {
  using enum RecallVariant;
  return std::array<std::pair<std::string_view, RecallVariant>, 2>{{{"sparse", kSparse}, {"dense", kDense}}};
}

struct RecallOptions {
  RecallVariant variant = RecallVariant::kSparse;
  int64_t length = 64;
  int64_t fewest = 8;
  int64_t most = 16;
  int64_t keys = 64;
  int64_t values = 16;
  int64_t noise = 16;
  bool operator==(const RecallOptions&) const = default;
};
template <class Visit>
void fields(RecallOptions& options, Visit&& visit) {
  visit("variant", options.variant, "sparse, the same number of pairs at every length, or dense, pairs grow with it");
  visit("length", options.length, "tokens of a training prompt");
  visit("fewest", options.fewest, "pairs, at the training length");
  visit("most", options.most, "pairs, at the training length");
  visit("keys", options.keys, "different keys, each in one pair at most");
  visit("values", options.values, "different values");
  visit("noise", options.noise, "different noise symbols");
}

// Ids: BOS, Q, then keys, values, noise.
constexpr int64_t kBegin = 0;
constexpr int64_t kQuery = 1;
constexpr int64_t kFirstKey = 2;
constexpr int64_t kFrame = 3;  // tokens of a prompt besides pairs and noise: BOS, Q and the key asked for

int64_t between(random::Philox& draw, int64_t low, int64_t high) {
  return low + static_cast<int64_t>(draw.below(static_cast<uint64_t>(high - low + 1)));
}

/// Pairs at a length: as in training, or in proportion to the length, as far as there are keys.
std::pair<int64_t, int64_t> pair_range(const RecallOptions& options, int64_t length) {
  if (options.variant == RecallVariant::kSparse) return {options.fewest, options.most};
  const auto scaled = [&](int64_t pairs) {
    return std::clamp<int64_t>(pairs * length / options.length, 1, options.keys);
  };
  return {scaled(options.fewest), scaled(options.most)};
}

/// m different keys: a shuffle made as far as needed (Fisher and Yates).
std::vector<int64_t> distinct_keys(random::Philox& draw, int64_t keys, int64_t m) {
  std::vector<int64_t> all;
  for (int64_t k = 0; k < keys; ++k) all.push_back(kFirstKey + k);
  for (int64_t i = 0; i < m; ++i)
    std::swap(all[static_cast<size_t>(i)], all[static_cast<size_t>(between(draw, i, keys - 1))]);
  all.resize(static_cast<size_t>(m));
  return all;
}

/// Pairs spread evenly at random among noise: of the items left, each is a pair with the right probability.
Sample make_sample(random::Philox& draw, const RecallOptions& options, int64_t length) {
  const auto [fewest, most] = pair_range(options, length);
  if (length < kFrame + 2 * most)
    throw std::invalid_argument("recall: " + std::to_string(most) + " pairs need a length of " +
                                std::to_string(kFrame + 2 * most) + ", got " + std::to_string(length));
  const int64_t pairs = between(draw, fewest, most);
  const std::vector<int64_t> keys = distinct_keys(draw, options.keys, pairs);
  const int64_t asked = between(draw, 0, pairs - 1);
  const int64_t first_value = kFirstKey + options.keys;
  const int64_t first_noise = first_value + options.values;
  Sample sample = {.prompt = {kBegin}, .answer = {}, .distance = 0};
  int64_t pair = 0;
  for (int64_t items = length - kFrame - pairs; items > 0; --items) {
    if (between(draw, 0, items - 1) >= pairs - pair) {
      sample.prompt.push_back(between(draw, first_noise, first_noise + options.noise - 1));
      continue;
    }
    const int64_t value = between(draw, first_value, first_noise - 1);
    sample.prompt.insert(sample.prompt.end(), {keys[static_cast<size_t>(pair)], value});
    if (pair == asked) sample.answer = {value};
    if (pair == asked) sample.distance = length - std::ssize(sample.prompt);
    ++pair;
  }
  sample.prompt.insert(sample.prompt.end(), {kQuery, keys[static_cast<size_t>(asked)]});
  return sample;
}

RecallOptions checked(const RecallOptions& options) {
  const auto need = [](bool fulfilled, const std::string& rule, int64_t got) {
    if (!fulfilled) throw std::invalid_argument("recall: " + rule + ", got " + std::to_string(got));
  };
  need(options.fewest >= 1, "fewest must be at least 1", options.fewest);
  need(options.most >= options.fewest, "most must be at least fewest", options.most);
  need(options.keys >= options.most, "keys must be at least the pairs", options.keys);
  need(options.values >= 2, "values must be at least 2", options.values);
  need(options.noise >= 1, "noise must be at least 1", options.noise);
  need(options.length >= kFrame + 2 * options.most,
       "length must be at least " + std::to_string(kFrame + 2 * options.most) + " for the pairs", options.length);
  return options;
}

/// A lower bound: the pairs alone, at the fewest, without noise.
double log2_prompts(const RecallOptions& options, int64_t length) {
  const int64_t pairs = pair_range(options, length).first;
  double bits = static_cast<double>(pairs) * std::log2(static_cast<double>(options.values));
  for (int64_t i = 0; i < pairs; ++i) bits += std::log2(static_cast<double>(options.keys - i));
  return bits;
}

text::Vocabulary vocabulary_of(const RecallOptions& options) {
  std::vector<std::string> names = {"BOS", "Q"};
  for (int64_t i = 0; i < options.keys; ++i) names.push_back("k" + std::to_string(i));
  for (int64_t i = 0; i < options.values; ++i) names.push_back("v" + std::to_string(i));
  for (int64_t i = 0; i < options.noise; ++i) names.push_back("n" + std::to_string(i));
  return text::Vocabulary::symbols(names);
}

SyntheticTask make_recall(const settings::Spec& spec) {
  const RecallOptions options = checked(settings::read(spec, RecallOptions{}));
  return {.spec = settings::print({{.name = "recall", .options = settings::changed(options, RecallOptions{})}}),
          .vocabulary = vocabulary_of(options),
          .end = std::nullopt,
          .train = {options.length, options.length},
          .test = {options.length, 2 * options.length, 4 * options.length, 8 * options.length, 16 * options.length},
          .test_samples = 512,
          .classes = options.values,
          .make = [options](random::Philox& draw, int64_t length) { return make_sample(draw, options, length); },
          .log2_inputs = [options](int64_t length) { return log2_prompts(options, length); },
          .edges = [](int64_t) { return std::vector<Sample>(); }};
}

}  // namespace

SyntheticKind recall_kind() {
  return {.name = "recall",
          .what = "looks up the value that stood after a key, among noise",
          .defaults = "BOS (k v | noise).. Q k_j -> v_j, 8 to 16 pairs, trained at 64 tokens, tested at 64 to 1024",
          .options = settings::options_list(RecallOptions{}),
          .make = make_recall};
}

}  // namespace sextant::data
