#include "sextant/data/adder.h"

#include <array>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>

namespace sextant::data {

namespace {

struct AdderOptions {
  int64_t digits = 10;
  bool operator==(const AdderOptions&) const = default;
};
template <class Visit>
void fields(AdderOptions& options, Visit&& visit) {
  visit("digits", options.digits, "digits of each number, 1 to 18");
}

/// 10^digits, the first number that is too long.
uint64_t limit_of(int64_t digits) {
  uint64_t limit = 1;
  for (int64_t i = 0; i < digits; ++i) limit *= 10;
  return limit;
}

void put_digits(std::vector<int64_t>& tokens, uint64_t number, int64_t digits) {
  for (int64_t i = 0; i < digits; ++i, number /= 10) tokens.push_back(static_cast<int64_t>(number % 10));
}

Sample sum_of(std::pair<uint64_t, uint64_t> numbers, int64_t digits) {
  Sample sample;
  sample.prompt.push_back(0);
  put_digits(sample.prompt, numbers.first, digits);
  sample.prompt.insert(sample.prompt.end(), {0, 0});
  put_digits(sample.prompt, numbers.second, digits);
  sample.prompt.push_back(0);
  put_digits(sample.answer, numbers.first + numbers.second, digits + 1);
  return sample;
}

/// Nothing to carry, a carry through every digit, the largest sum, and equal digits that just do or do not carry.
std::vector<Sample> edges_of(int64_t digits) {
  const uint64_t most = limit_of(digits) - 1;
  const uint64_t ones = most / 9;
  const std::array<std::pair<uint64_t, uint64_t>, 10> pairs = {{{0, 0},
                                                                {0, most},
                                                                {most, 0},
                                                                {most, 1},
                                                                {1, most},
                                                                {most, most},
                                                                {5 * ones, 5 * ones},
                                                                {4 * ones, 5 * ones},
                                                                {8 * ones, ones + 1},
                                                                {most / 2, most / 2 + 1}}};
  std::vector<Sample> samples;
  for (const auto& pair : pairs) samples.push_back(sum_of(pair, digits));
  return samples;
}

Sample make_sample(random::Philox& draw, int64_t digits) {
  const uint64_t limit = limit_of(digits);
  const uint64_t a = draw.below(limit);
  return sum_of({a, draw.below(limit)}, digits);
}

SyntheticTask make_adder(const settings::Spec& spec) {
  const auto options = settings::read(spec, AdderOptions{});
  // Twice 10^18 - 1 still fits 64 bits.
  if (options.digits < 1 || options.digits > 18)
    throw std::invalid_argument("adder: digits must be in 1 to 18, got " + std::to_string(options.digits));
  std::vector<std::string> symbols;
  for (int64_t digit = 0; digit < 10; ++digit) symbols.push_back(std::to_string(digit));
  return {.spec = settings::print({{.name = "adder", .options = settings::changed(options, AdderOptions{})}}),
          .vocabulary = text::Vocabulary::symbols(symbols),
          .end = std::nullopt,
          .train = {options.digits, options.digits},
          .test = {options.digits},
          .test_samples = 10000,
          .classes = 10,
          .make = make_sample,
          .log2_inputs = [](int64_t digits) { return 2 * static_cast<double>(digits) * std::log2(10); },
          .edges = edges_of};
}

}  // namespace

SyntheticKind adder_kind() {
  return {.name = "adder",
          .what = "adds two numbers of ten digits, least significant digit first",
          .defaults = "0 a0..a9 0 0 b0..b9 0 -> s0..s10, one fixed length; 10 edge cases and 10000 pairs tested",
          .options = settings::options_list(AdderOptions{}),
          .make = make_adder};
}

}  // namespace sextant::data
