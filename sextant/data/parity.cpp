#include "sextant/data/parity.h"

#include <stdexcept>
#include <string>

namespace sextant::data {

namespace {

struct ParityOptions {
  int64_t shortest = 1;
  int64_t longest = 20;
  bool operator==(const ParityOptions&) const = default;
};
template <class Visit>
void fields(ParityOptions& options, Visit&& visit) {
  visit("shortest", options.shortest, "bits of the shortest training string");
  visit("longest", options.longest, "bits of the longest training string");
}

// Ids: the bits, which are the answers too, then BOS and SEP.
constexpr int64_t kBegin = 2;
constexpr int64_t kSeparator = 3;

Sample make_sample(random::Philox& draw, int64_t bits) {
  Sample sample = {.prompt = {kBegin}, .answer = {0}, .distance = 0};
  for (int64_t i = 0; i < bits; ++i) {
    const auto bit = static_cast<int64_t>(draw.below(2));
    sample.prompt.push_back(bit);
    sample.answer[0] ^= bit;
  }
  sample.prompt.push_back(kSeparator);
  return sample;
}

SyntheticTask make_parity(const settings::Spec& spec) {
  const auto options = settings::read(spec, ParityOptions{});
  if (options.shortest < 1 || options.shortest > options.longest)
    throw std::invalid_argument("parity: 1 <= shortest <= longest is needed, got " + std::to_string(options.shortest) +
                                " and " + std::to_string(options.longest));
  return {.spec = settings::print({{.name = "parity", .options = settings::changed(options, ParityOptions{})}}),
          .vocabulary = text::Vocabulary::symbols({"0", "1", "BOS", "SEP"}),
          .end = std::nullopt,
          .train = {options.shortest, options.longest},
          .test = {options.longest, 2 * options.longest},
          .test_samples = 2048,  // half are right by chance: standard error 1.1 points
          .classes = 2,
          .make = make_sample,
          .log2_inputs = [](int64_t bits) { return static_cast<double>(bits); },
          .edges = [](int64_t) { return std::vector<Sample>(); }};
}

}  // namespace

SyntheticKind parity_kind() {
  return {.name = "parity",
          .what = "says whether the number of ones is odd; the honesty check",
          .defaults = "BOS b1..bn SEP -> class, trained at 1 to 20 bits, tested at 40",
          .options = settings::options_list(ParityOptions{}),
          .make = make_parity};
}

}  // namespace sextant::data
