#include "sextant/data/copy.h"

#include <array>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>

namespace sextant::data {

namespace {

enum class CopyVariant { kRandom, kUnique, kRepeat };
constexpr auto names_of(CopyVariant) {
  using enum CopyVariant;
  return std::array<std::pair<std::string_view, CopyVariant>, 3>{
      {{"random", kRandom}, {"unique", kUnique}, {"repeat", kRepeat}}};
}

struct CopyOptions {
  CopyVariant variant = CopyVariant::kRandom;
  std::optional<int64_t> symbols = {};
  int64_t shortest = 1;
  int64_t longest = 16;
  bool operator==(const CopyOptions&) const = default;
};
template <class Visit>
void fields(CopyOptions& options, Visit&& visit) {
  visit("variant", options.variant, "random symbols, unique (no symbol twice) or repeat (one symbol n times)");
  visit("symbols", options.symbols, "different symbols; 16, of unique 64");
  visit("shortest", options.shortest, "symbols of the shortest training string");
  visit("longest", options.longest, "symbols of the longest training string");
}

// Ids: BOS, SEP, EOS, then the symbols.
constexpr int64_t kBegin = 0;
constexpr int64_t kSeparator = 1;
constexpr int64_t kEnd = 2;
constexpr int64_t kFirstSymbol = 3;

/// n symbols, the first n of a shuffle made as far as needed (Fisher and Yates).
std::vector<int64_t> distinct(random::Philox& draw, int64_t symbols, int64_t n) {
  if (n > symbols)
    throw std::invalid_argument("copy: a string of " + std::to_string(n) + " unique symbols needs as many, there are " +
                                std::to_string(symbols));
  std::vector<int64_t> all;
  for (int64_t s = 0; s < symbols; ++s) all.push_back(kFirstSymbol + s);
  for (int64_t i = 0; i < n; ++i) {
    const auto j = i + static_cast<int64_t>(draw.below(static_cast<uint64_t>(symbols - i)));
    std::swap(all[static_cast<size_t>(i)], all[static_cast<size_t>(j)]);
  }
  all.resize(static_cast<size_t>(n));
  return all;
}

std::vector<int64_t> drawn(random::Philox& draw, const CopyOptions& options, int64_t n) {
  const auto symbol = [&] {
    return kFirstSymbol + static_cast<int64_t>(draw.below(static_cast<uint64_t>(*options.symbols)));
  };
  if (options.variant == CopyVariant::kUnique) return distinct(draw, *options.symbols, n);
  if (options.variant == CopyVariant::kRepeat) return std::vector<int64_t>(static_cast<size_t>(n), symbol());
  std::vector<int64_t> string;
  for (int64_t i = 0; i < n; ++i) string.push_back(symbol());
  return string;
}

Sample make_sample(random::Philox& draw, const CopyOptions& options, int64_t n) {
  Sample sample = {.prompt = {kBegin}, .answer = drawn(draw, options, n), .distance = n + 1};
  sample.prompt.insert(sample.prompt.end(), sample.answer.begin(), sample.answer.end());
  sample.prompt.push_back(kSeparator);
  sample.answer.push_back(kEnd);
  return sample;
}

double log2_strings(const CopyOptions& options, int64_t n) {
  const auto symbols = static_cast<double>(*options.symbols);
  if (options.variant == CopyVariant::kRepeat) return std::log2(symbols);
  if (options.variant == CopyVariant::kRandom) return static_cast<double>(n) * std::log2(symbols);
  double bits = 0;
  for (int64_t i = 0; i < n; ++i) bits += std::log2(symbols - static_cast<double>(i));
  return bits;
}

CopyOptions checked(CopyOptions options) {
  if (!options.symbols) options.symbols = options.variant == CopyVariant::kUnique ? 64 : 16;
  if (*options.symbols < 2)
    throw std::invalid_argument("copy: symbols must be at least 2, got " + std::to_string(*options.symbols));
  if (options.shortest < 1 || options.shortest > options.longest)
    throw std::invalid_argument("copy: 1 <= shortest <= longest is needed, got " + std::to_string(options.shortest) +
                                " and " + std::to_string(options.longest));
  if (options.variant == CopyVariant::kUnique && options.longest > *options.symbols)
    throw std::invalid_argument("copy: longest must be at most the " + std::to_string(*options.symbols) +
                                " unique symbols, got " + std::to_string(options.longest));
  return options;
}

text::Vocabulary vocabulary_of(int64_t symbols) {
  std::vector<std::string> names = {"BOS", "SEP", "EOS"};
  for (int64_t s = 0; s < symbols; ++s) names.push_back("s" + std::to_string(s));
  return text::Vocabulary::symbols(names);
}

/// Once, 1.5, 2, 3 and 4 times the longest training string and one symbol more than it, as far as symbols reach.
std::vector<int64_t> test_lengths(const CopyOptions& options) {
  const int64_t longest = options.longest;
  std::vector<int64_t> lengths;
  for (const int64_t length : {longest, longest + 1, longest * 3 / 2, 2 * longest, 3 * longest, 4 * longest}) {
    const bool possible = options.variant != CopyVariant::kUnique || length <= *options.symbols;
    if (possible && (lengths.empty() || length > lengths.back())) lengths.push_back(length);
  }
  return lengths;
}

SyntheticTask make_copy(const settings::Spec& spec) {
  const auto given = settings::read(spec, CopyOptions{});
  const CopyOptions options = checked(given);
  return {.spec = settings::print({{.name = "copy", .options = settings::changed(given, CopyOptions{})}}),
          .vocabulary = vocabulary_of(*options.symbols),
          .end = kEnd,
          .train = {options.shortest, options.longest},
          .test = test_lengths(options),
          .test_samples = 512,
          .classes = *options.symbols,
          .make = [options](random::Philox& draw, int64_t n) { return make_sample(draw, options, n); },
          .log2_inputs = [options](int64_t n) { return log2_strings(options, n); },
          .edges = [](int64_t) { return std::vector<Sample>(); }};
}

}  // namespace

SyntheticKind copy_kind() {
  return {.name = "copy",
          .what = "repeats a string of symbols",
          .defaults = "BOS s1..sn SEP -> s1..sn EOS, 16 symbols, trained at 1 to 16, tested at 16 to 64",
          .options = settings::options_list(CopyOptions{}),
          .make = make_copy};
}

}  // namespace sextant::data
