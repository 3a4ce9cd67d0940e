#include "sextant/position/rotary_scaling.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "tests/support/errors.h"
#include "tests/support/near.h"

namespace sextant::position {
namespace {
constexpr double kPi = std::numbers::pi;
using testing::expect_all_near;

// Numbers of this file: computed at 40 digits from each schedule's formula, printed to ten.
constexpr double kPrinted = 1e-9;
const RotaryBasis kSmall{16, 1e4};

TEST(Frequencies, OfNtkDivideTheLastPairByExactlyTheFactor) {
  const std::vector<double> w = frequencies(kSmall, NtkScaling{.factor = 4});
  expect_all_near(
      w, {1, .259412817, .06729500963, .01745718802, .004528618321, .001174781636, .0003047534136, 7.90569415e-5},
      kPrinted);
  EXPECT_NEAR(rotary_frequencies(kSmall).back() / w.back(), 4, 1e-14);
  EXPECT_NEAR(1e4 * std::pow(4.0, 16.0 / 14), 48760.54617, 1e-5);
}

TEST(Frequencies, OfSusNtkMoveTheFirstPairToo) {
  expect_all_near(frequencies(kSmall, NtkScaling{.factor = 4, .variant = NtkVariant::kSu}),
                  {.8408964153, .2236067977, .05946035575, .0158113883, .004204482076, .001118033989, .0002973017788,
                   7.90569415e-5},
                  kPrinted);
}

TEST(Frequencies, OfYarnRampBetweenItsCorners) {
  expect_all_near(frequencies(kSmall, YarnScaling{.factor = 4, .original = 2048}),
                  {1, .316227766, .1, .02569350599, .00625, .001383496476, .00025, 7.90569415e-5}, kPrinted);
  expect_all_near(frequencies(kSmall, YarnScaling{.factor = 4, .original = 2048, .truncate = false}),
                  {1, .316227766, .1, .02387019232, .005056971521, .0008112903817, .00025, 7.90569415e-5}, kPrinted);
}

TEST(Frequencies, OfLinearScalingAreDivided) {
  const std::vector<double> w = rotary_frequencies(kSmall), scaled = frequencies(kSmall, LinearScaling{.factor = 4});
  for (size_t k = 0; k < w.size(); ++k) EXPECT_EQ(scaled[k], w[k] / 4);
}

TEST(Frequencies, OfLlama3AreUntouchedDividedOrBetween) {
  const RotaryBasis basis{128, 5e5};
  const std::vector<double> w = rotary_frequencies(basis), scaled = frequencies(basis, Llama3Scaling{});
  for (size_t k = 0; k <= 28; ++k) EXPECT_EQ(scaled[k], w[k]) << k;
  for (size_t k = 35; k < 64; ++k) EXPECT_EQ(scaled[k], w[k] / 8) << k;
  const std::vector<double> ratios{1.20748387, 1.55341463, 2.02631321, 2.69452969, 3.68425253, 5.25732659};
  for (size_t n = 0; n < ratios.size(); ++n) EXPECT_NEAR(w[29 + n] / scaled[29 + n], ratios[n], 1e-8) << 29 + n;
}

TEST(Frequencies, OfDynamicGrowWithTheLengthAlone) {
  const DynamicScaling scaling{.factor = 4, .original = 2048};
  for (const int64_t length : {0, 1, 2047, 2048}) EXPECT_EQ(dynamic_base(kSmall, scaling, length), 1e4) << length;
  EXPECT_GT(dynamic_base(kSmall, scaling, 2049), 1e4);
  EXPECT_NEAR(dynamic_base(kSmall, scaling, 4096), 62924.94753, 1e-5);
  EXPECT_NEAR(dynamic_base(kSmall, scaling, 8192), 187533.1795, 1e-4);
  EXPECT_EQ(dynamic_base(kSmall, scaling, 100), 1e4) << "no memory of a longer call";
}

TEST(Frequencies, AreUnchangedBitForBitByAFactorOfOne) {
  for (const RotaryBasis& basis : {kSmall, RotaryBasis{128, 5e5}}) {
    const std::vector<double> w = rotary_frequencies(basis), ones(w.size(), 1);
    EXPECT_EQ(frequencies(basis, LinearScaling{.factor = 1}), w);
    EXPECT_EQ(frequencies(basis, NtkScaling{.factor = 1}), w);
    EXPECT_EQ(frequencies(basis, NtkScaling{.factor = 1, .variant = NtkVariant::kSu}), w);
    EXPECT_EQ(frequencies(basis, DynamicScaling{.factor = 1, .original = 64}, 64), w);
    EXPECT_EQ(frequencies(basis, YarnScaling{.factor = 1, .original = 2048}), w);
    EXPECT_EQ(frequencies(basis, Llama3Scaling{.factor = 1}), w);
    EXPECT_EQ(frequencies(basis, NtkByPartsScaling{.factor = 1, .original = 2048}), w);
    EXPECT_EQ(frequencies(basis, DynamicYarnScaling{.original = 2048}, 2048), w);
    EXPECT_EQ(frequencies(basis, AlphaScaling{.alpha = 1}), w);
    EXPECT_EQ(frequencies(basis, ClipScaling{.original = 2048, .pairs = 0}), w);
    EXPECT_EQ(frequencies(basis, ClipScaling{.original = 2048, .pairs = 1}), w) << "the first of them stays";
    EXPECT_EQ(frequencies(basis, NtkMixedScaling{.factor = 1}), w);
    EXPECT_EQ(frequencies(basis, LongRopeScaling{.factor = 1, .original = 64, .long_factors = ones}, 65), w);
    EXPECT_EQ(frequencies(basis, NoScaling{}), w);
  }
}

TEST(YarnCorners, MatchTheTableOfModels) {
  struct Row {
    RotaryBasis basis;
    int64_t original;
    double fast, slow, low, high;
    int64_t untouched, ramp, interpolated;
  };
  const Row rows[] = {{{64, 1e4}, 2048, 8.064001, 20.105201, 8, 21, 9, 12, 11},
                      {{64, 1.5e5}, 4096, 8.092779, 17.398025, 8, 18, 9, 9, 14},
                      {{128, 1e4}, 4096, 20.944482, 45.026881, 20, 46, 21, 25, 18},
                      {{128, 5e5}, 8192, 18.081135, 34.984119, 18, 35, 19, 16, 29},
                      {{256, 1e6}, 32768, 47.191895, 79.301761, 47, 80, 48, 32, 48},
                      {{16, 1e4}, 64, -.994300, 2.016000, 0, 3, 1, 2, 5}};
  for (const Row& row : rows) {
    EXPECT_NEAR(yarn_pair(row.basis, row.original, 32), row.fast, 1e-6);
    EXPECT_NEAR(yarn_pair(row.basis, row.original, 1), row.slow, 1e-6);
    const YarnScaling scaling{.factor = 4, .original = row.original};
    const YarnCorners corners = yarn_corners(row.basis, scaling);
    EXPECT_EQ(corners.low, row.low);
    EXPECT_EQ(corners.high, row.high);
    const std::vector<double> w = rotary_frequencies(row.basis), scaled = frequencies(row.basis, scaling);
    int64_t untouched = 0, interpolated = 0;
    for (size_t k = 0; k < w.size(); ++k) {
      untouched += scaled[k] == w[k];
      interpolated += scaled[k] == w[k] / 4;
    }
    EXPECT_EQ(untouched, row.untouched);
    EXPECT_EQ(interpolated, row.interpolated);
    EXPECT_EQ(std::ssize(w) - untouched - interpolated, row.ramp);
  }
}

TEST(YarnCorners, PastTheLastPairChangeNoFrequency) {
  // dim(32) of R = 16, B = 2, L0 = 10^6 is 98, past all eight pairs.
  const RotaryBasis basis{16, 2};
  ASSERT_GE(yarn_pair(basis, 1000000, 32), 8);
  EXPECT_EQ(frequencies(basis, YarnScaling{.factor = 4, .original = 1000000}), rotary_frequencies(basis));
}

TEST(YarnCorners, BelowTheFirstPairInterpolateAllOthers) {
  const double turns = 2048 / (2 * kPi) + 1;
  const YarnScaling scaling{.factor = 4, .original = 2048, .fast = 2 * turns, .slow = turns};
  const std::vector<double> w = rotary_frequencies(kSmall), scaled = frequencies(kSmall, scaling);
  EXPECT_EQ(scaled[0], w[0]);
  for (size_t k = 1; k < w.size(); ++k) EXPECT_EQ(scaled[k], w[k] / 4) << k;
}

TEST(YarnCorners, NeverRunBackwards) {
  // Published code divides every pair by 4 for B = 3, L0 = 4096, although all turn more than 32 times.
  const RotaryBasis basis{16, 3};
  EXPECT_EQ(frequencies(basis, YarnScaling{.factor = 4, .original = 4096}), rotary_frequencies(basis));
}

TEST(Temperature, OfYarnMatchesThePublishedNumbers) {
  EXPECT_NEAR(yarn_temperature(2, 1), 1.0693147181, 5e-11);
  EXPECT_NEAR(yarn_temperature(4, 1), 1.1386294361, 5e-11);
  EXPECT_NEAR(yarn_temperature(8, 1), 1.2079441542, 5e-11);
  EXPECT_NEAR(yarn_temperature(16, 1), 1.2772588722, 5e-11);
  EXPECT_NEAR(yarn_temperature(32, 1), 1.3465735903, 5e-11);
  EXPECT_NEAR(yarn_temperature(40, .707), 1.2608037774, 5e-11);
  EXPECT_NEAR(std::pow(yarn_temperature(40, .707), 2), 1.5896261651, 1e-10);
  EXPECT_EQ(yarn_temperature(1, 1), 1);
  EXPECT_EQ(yarn_temperature(0.5, 1), 1);
}

TEST(Temperature, IsGivenARatioOrTheFactors) {
  const YarnScaling plain{.factor = 4, .original = 64};
  EXPECT_EQ(table_factor(plain), yarn_temperature(4, 1));
  YarnScaling scaling = plain;
  scaling.mscale = 0.7;
  EXPECT_EQ(table_factor(scaling), yarn_temperature(4, 1)) << "one of the two is no ratio";
  scaling.mscale_all = 0;
  EXPECT_EQ(table_factor(scaling), yarn_temperature(4, 1)) << "zero counts as absent";
  scaling.mscale_all = 1;
  EXPECT_EQ(table_factor(scaling), yarn_temperature(4, 0.7) / yarn_temperature(4, 1));
  scaling.temperature = 1.5;
  EXPECT_EQ(table_factor(scaling), 1.5);
  EXPECT_EQ(table_factor(LinearScaling{.factor = 4}), 1);
}

TEST(Frequencies, OfByPartsRampFromLinearToNtkToPlain) {
  expect_all_near(frequencies(kSmall, NtkByPartsScaling{.factor = 4, .original = 2048}),
                  {1, .316227766, .1, .02690091374, .006352412214, .0009826755255, .00025, 7.90569415e-5}, kPrinted);
}

TEST(Frequencies, OfClippedPairsFadeToZero) {
  expect_all_near(frequencies(kSmall, ClipScaling{.original = 2048, .pairs = 3}),
                  {1, .316227766, .1, .0316227766, .01, .00316227766, .0005, 0}, kPrinted);
  // Of 64 pairs 29 turn less than once in 8192 tokens and 18 in 65536, where the authors fix 20.
  for (const auto& [original, pairs] : {std::pair<int64_t, int64_t>{8192, 29}, {65536, 18}})
    EXPECT_EQ(frequencies({128, 5e5}, ClipScaling{.original = original}),
              frequencies({128, 5e5}, ClipScaling{.original = original, .pairs = pairs}));
}

TEST(Frequencies, OfAlphaAreThoseOfNtkWhateverTheLength) {
  EXPECT_EQ(frequencies(kSmall, AlphaScaling{.alpha = 4}, 100000), frequencies(kSmall, NtkScaling{.factor = 4}));
}

// w_k/exp(a·(k + 1)^b) of vLLM, in long double.
TEST(Frequencies, OfMixedNtkDivideEachPairByAPowerOfItsIndex) {
  const std::vector<double> w = rotary_frequencies(kSmall);
  for (const double b : {0.0, 0.5, 0.75, 1.0, 2.0}) {
    const std::vector<double> mixed = frequencies(kSmall, NtkMixedScaling{.factor = 4, .b = b});
    for (size_t k = 0; k < w.size(); ++k) {
      const long double share = std::pow((static_cast<long double>(k) + 1) / 8, static_cast<long double>(b));
      EXPECT_NEAR(mixed[k], static_cast<double>(w[k] / std::pow(4.0L, share)), 1e-15 * w[k]) << k;
    }
    EXPECT_NEAR(w.back() / mixed.back(), 4, 1e-14) << "the slowest by the factor";
  }
}

TEST(Frequencies, OfMixedNtkWithExponentOneAreSus) {
  expect_all_near(frequencies(kSmall, NtkMixedScaling{.factor = 4, .b = 1}),
                  frequencies(kSmall, NtkScaling{.factor = 4, .variant = NtkVariant::kSu}), 1e-15);
}

TEST(Frequencies, OfLongRopeSwitchPastTheTrainingLength) {
  const LongRopeScaling scaling{.factor = 4,
                                .original = 64,
                                .short_factors = {1, 1, 1, 1, 1, 1.5, 2, 2},
                                .long_factors = {1, 2, 3, 4, 5, 6, 7, 8}};
  const std::vector<double> w = rotary_frequencies(kSmall);
  for (size_t k = 0; k < w.size(); ++k) {
    for (const int64_t length : {0, 1, 63, 64})
      EXPECT_EQ(frequencies(kSmall, scaling, length)[k], w[k] / scaling.short_factors[k]);
    for (const int64_t length : {65, 1000}) EXPECT_EQ(frequencies(kSmall, scaling, length)[k], w[k] / (1.0 + k));
  }
}

TEST(Frequencies, OfDynamicYarnAreThoseOfYarnAtThatLength) {
  const DynamicYarnScaling scaling{.original = 2048};
  for (const int64_t length : {0, 1, 2047, 2048})
    EXPECT_EQ(frequencies(kSmall, scaling, length), rotary_frequencies(kSmall)) << length;
  EXPECT_NE(frequencies(kSmall, scaling, 2049), rotary_frequencies(kSmall));
  EXPECT_EQ(frequencies(kSmall, scaling, 8192), frequencies(kSmall, YarnScaling{.factor = 4, .original = 2048}));
  EXPECT_EQ(table_factor(scaling, 8192), yarn_temperature(4, 1));
  EXPECT_EQ(table_factor(scaling, 2048), 1);
}

TEST(Temperature, OfLongRopeMatchesThePublishedNumbers) {
  EXPECT_NEAR(longrope_temperature(4, 2048), 1.0871146130, 5e-11);
  EXPECT_NEAR(longrope_temperature(4, 4096), 1.0801234497, 5e-11);
  EXPECT_NEAR(longrope_temperature(32, 4096), 1.1902380714, 5e-11);
  EXPECT_EQ(longrope_temperature(1, 4096), 1);
  LongRopeScaling scaling{.factor = 32, .original = 4096};
  EXPECT_EQ(table_factor(scaling, 1), table_factor(scaling, 100000)) << "one temperature on both sides";
  scaling.temperature = 1.25;
  EXPECT_EQ(table_factor(scaling), 1.25);
}

TEST(Scaling, IsRefusedWithTheOffendingNumber) {
  EXPECT_VALUE_ERROR(frequencies(kSmall, LinearScaling{.factor = 0.5}), "rope: factor must be at least 1, got 0.5");
  EXPECT_VALUE_ERROR(frequencies({2, 1e4}, NtkScaling{.factor = 2}),
                     "rope: this scaling needs more than 2 rotated channels, got 2");
  EXPECT_VALUE_ERROR(frequencies({2, 1e4}, DynamicScaling{.factor = 2, .original = 8}, 9),
                     "rope: this scaling needs more than 2 rotated channels, got 2");
  EXPECT_VALUE_ERROR(frequencies(kSmall, YarnScaling{.factor = 2, .original = 0}),
                     "rope: original must be at least 1, got 0");
  EXPECT_VALUE_ERROR(frequencies(kSmall, YarnScaling{.factor = 2, .original = 8, .fast = 1, .slow = 2}),
                     "rope: slow must be between 0 and fast, got 2 and 1");
  EXPECT_VALUE_ERROR(frequencies(kSmall, Llama3Scaling{.low = 4, .high = 4}),
                     "rope: low must be between 0 and high, got 4 and 4");
  EXPECT_VALUE_ERROR(frequencies({2, 1e4}, AlphaScaling{.alpha = 2}),
                     "rope: this scaling needs more than 2 rotated channels, got 2");
  EXPECT_VALUE_ERROR(frequencies(kSmall, AlphaScaling{.alpha = 0.5}), "rope: alpha must be at least 1, got 0.5");
  EXPECT_VALUE_ERROR(frequencies(kSmall, NtkByPartsScaling{.factor = 0.5, .original = 64}),
                     "rope: factor must be at least 1, got 0.5");
  EXPECT_VALUE_ERROR(frequencies(kSmall, NtkMixedScaling{.factor = 2, .b = -1}), "rope: b must be at least 0, got -1");
  EXPECT_VALUE_ERROR(frequencies(kSmall, ClipScaling{.original = 64, .pairs = 9}),
                     "rope: pairs must be between 0 and 8, got 9");
  EXPECT_VALUE_ERROR(frequencies(kSmall, ClipScaling{.original = 64, .pairs = -1}),
                     "rope: pairs must be between 0 and 8, got -1");
  EXPECT_VALUE_ERROR(frequencies(kSmall, DynamicYarnScaling{.original = 0}, 64),
                     "rope: original must be at least 1, got 0");
  LongRopeScaling scaling{.factor = 2, .original = 1, .long_factors = std::vector<double>(8, 2)};
  EXPECT_VALUE_ERROR(frequencies(kSmall, scaling), "rope: original must be at least 2, got 1");
  scaling.original = 64;
  scaling.short_factors = {1, 2};
  EXPECT_VALUE_ERROR(frequencies(kSmall, scaling), "rope: short must have 8 factors, one a pair, got 2");
  scaling.short_factors = {};
  scaling.long_factors[3] = 0;
  EXPECT_VALUE_ERROR(frequencies(kSmall, scaling), "rope: factors in long must be positive, got 0");
}

}  // namespace
}  // namespace sextant::position
