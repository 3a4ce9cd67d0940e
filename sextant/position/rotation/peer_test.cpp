// Frequencies and temperatures against Hugging Face transformers' own functions and the YaRN authors' own classes:
// tests/golden/make_transformers_rope.py, tests/golden/make_yarn_authors_rope.py.
#include <gtest/gtest.h>

#include <cstring>
#include <sstream>

#include "sextant/io/safetensors.h"
#include "sextant/position/rotation/rope.h"
#include "sextant/position/rotation/rope_hf32.h"
#include "sextant/position/rotation/rope_lengths.h"

namespace sextant::position {
namespace {

struct Published {
  int bits;
  RopeOptions options;
  std::vector<double> frequencies;
  double factor;
};

std::vector<double> doubles(const io::TensorView& view) {
  std::vector<double> values(view.bytes.size() / sizeof(double));
  std::memcpy(values.data(), view.bytes.data(), view.bytes.size());
  return values;
}

/// "BITS R B L0 SPEC"
Published read_published(const io::TensorView& view) {
  std::istringstream name(view.name);
  int bits = 0;
  int64_t channels = 0, longest = 0;
  double base = 0;
  std::string spec;
  name >> bits >> channels >> base >> longest >> spec;
  const SchemeRequest request{
      .channels = channels, .layers = 1, .heads = 1, .key_heads = 1, .head_channels = channels, .longest = longest};
  const settings::Spec member = settings::parse("rope:" + spec).at(0);
  RopeOptions options = settings::read(member, RopeOptions::of(request, member));
  options.base = base;
  std::vector<double> values = doubles(view);
  const double factor = values.back();
  values.pop_back();
  return {bits, options, values, factor};
}

int64_t length_of(const Scaling& scaling) {
  const std::optional<LengthRule> rule = length_rule(scaling);
  return rule ? fixed_length(*rule).value() : 0;
}

double worst_ratio(const std::vector<double>& ours, const std::vector<double>& theirs) {
  double worst = 0;
  for (size_t k = 0; k < ours.size(); ++k) worst = std::max(worst, std::abs(ours[k] / theirs[k] - 1));
  return worst;
}

// Theirs in float64: only the order of operations differs. Theirs in float32 against ours in float32: numpy's pow and
// LibTorch's may differ by an ulp or two, which yarn's and llama3's differences magnify to a few.
TEST(Transformers, HaveTheSameFrequenciesAndTemperatures) {
  const io::SafetensorsFile file(SEXTANT_SOURCE_DIR "/tests/golden/transformers_rope.safetensors");
  ASSERT_EQ(file.tensors().size(), 92U);
  for (const io::TensorView& view : file.tensors()) {
    SCOPED_TRACE(view.name);
    const Published published = read_published(view);
    const RotaryBasis basis = rotary_basis(published.options);
    const Scaling& scaling = published.options.scaling;
    ASSERT_EQ(std::ssize(published.frequencies), basis.channels / 2);
    EXPECT_NEAR(table_factor(scaling, length_of(scaling)), published.factor, 1e-12);
    const std::vector<double> exact = frequencies(basis, scaling, length_of(scaling));
    if (published.bits == 64) {
      EXPECT_LT(worst_ratio(exact, published.frequencies), 1e-13);
      continue;
    }
    const torch::Tensor hf32 = hf32_frequencies(basis, scaling, length_of(scaling)).to(torch::kFloat64);
    const std::vector<double> single(hf32.data_ptr<double>(), hf32.data_ptr<double>() + hf32.numel());
    EXPECT_LT(worst_ratio(single, published.frequencies), 8 * std::numeric_limits<float>::epsilon());
  }
}

// Run with every float32 replaced by float64. Theirs clamps less than ours (yarn_corners): these are sane lengths.
TEST(YarnAuthors, HaveTheSameFrequenciesAndTemperatures) {
  const io::SafetensorsFile file(SEXTANT_SOURCE_DIR "/tests/golden/yarn_authors_rope.safetensors");
  ASSERT_EQ(file.tensors().size(), 18U);
  for (const io::TensorView& view : file.tensors()) {
    SCOPED_TRACE(view.name);
    const Published published = read_published(view);
    const Scaling& scaling = published.options.scaling;
    EXPECT_NEAR(table_factor(scaling, length_of(scaling)), published.factor, 1e-12);
    const std::vector<double> exact = frequencies(rotary_basis(published.options), scaling, length_of(scaling));
    EXPECT_LT(worst_ratio(exact, published.frequencies), 1e-13);
  }
}

}  // namespace
}  // namespace sextant::position
