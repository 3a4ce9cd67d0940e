#include "sextant/position/rotation/frequencies.h"

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

TEST(Frequencies, OfSixteenChannelsAreTheFormulas) {
  expect_all_near(rotary_frequencies(kSmall), {1, .316227766, .1, .0316227766, .01, .00316227766, .001, .000316227766},
                  kPrinted);
}

TEST(Frequencies, AreWithinAnUlpOfLongDouble) {
  for (const double base : {1e4, 5e5, 1e6})
    for (const int64_t channels : {2, 64, 128, 256}) {
      const std::vector<double> w = rotary_frequencies({channels, base});
      for (size_t k = 0; k < w.size(); ++k) {
        const long double exact = std::pow(static_cast<long double>(base), -2.0L * k / channels);
        EXPECT_LE(std::abs(static_cast<double>(w[k] - exact)), 4e-16 * w[k]) << base << ' ' << channels << ' ' << k;
      }
    }
}

TEST(AutomaticBase, MakesTheSlowestPairTurnTwice) {
  EXPECT_NEAR(automatic_base(32, 64), 5.677, 5e-4);
  EXPECT_NEAR(automatic_base(32, 128), 11.890, 5e-4);
  EXPECT_NEAR(automatic_base(64, 128), 10.978, 5e-4);
  const std::vector<double> w = rotary_frequencies({64, automatic_base(64, 128)});
  EXPECT_NEAR(128 * w.back() / (2 * kPi), 2, 1e-12);
}

TEST(ProportionalFrequencies, KeepTheDenominatorOfTheWholeHead) {
  expect_all_near(proportional_frequencies({8, 1e4}, 0.5, 1), {1, .1, 0, 0}, 1e-15);
  expect_all_near(rotary_frequencies({4, 1e4}), {1, .01}, 1e-15);  // RoPE on half of the channels
  EXPECT_EQ(proportional_frequencies({8, 1e4}, 1, 1), rotary_frequencies({8, 1e4}));
  EXPECT_EQ(proportional_frequencies({8, 1e4}, 0, 1), std::vector<double>(4, 0));
  EXPECT_EQ(proportional_frequencies({8, 1e4}, 1, 2)[0], 0.5);
}

TEST(Wavelengths, PastTheTrainingLengthAreCounted) {
  struct Row {
    RotaryBasis basis;
    double length;
    int64_t longer;
  };
  for (const Row& row : {Row{{128, 1e4}, 4096, 18}, Row{{64, 1e4}, 2048, 11}, Row{{32, 1e4}, 64, 11},
                         Row{{256, 1e6}, 32768, 48}, Row{{128, 5e5}, 8192, 29}}) {
    int64_t longer = 0;
    for (const double w : rotary_frequencies(row.basis)) longer += 2 * kPi / w > row.length;
    EXPECT_EQ(longer, row.longer) << row.basis.channels << ' ' << row.basis.base;
  }
}

TEST(AxialFrequencies, AreHalvesOrAlternate) {
  const auto halves = axial_frequencies({16, 1e4}, AxisSplit::kHalves);
  EXPECT_EQ(halves[0], rotary_frequencies({8, 1e4}));
  EXPECT_EQ(halves[0], halves[1]);
  const auto alternate = axial_frequencies({16, 1e4}, AxisSplit::kAlternate);
  const std::vector<double> w = rotary_frequencies({16, 1e4});
  EXPECT_EQ(alternate[0], (std::vector<double>{w[0], w[2], w[4], w[6]}));
  EXPECT_EQ(alternate[1], (std::vector<double>{w[1], w[3], w[5], w[7]}));
}

TEST(PixelFrequencies, AreEvenlySpacedFromPi) {
  expect_all_near(pixel_frequencies(3, 10), {kPi, 3 * kPi, 5 * kPi}, 1e-15);
  expect_all_near(pixel_frequencies(1, 224), {kPi}, 1e-15);
}

TEST(Frequencies, AreRefusedWithTheOffendingNumber) {
  EXPECT_VALUE_ERROR(rotary_frequencies({5, 1e4}), "rope: rotated channels must be even and at least 2, got 5");
  EXPECT_VALUE_ERROR(rotary_frequencies({0, 1e4}), "rope: rotated channels must be even and at least 2, got 0");
  EXPECT_VALUE_ERROR(rotary_frequencies({4, 1}), "rope: base must be greater than 1, got 1");
  EXPECT_VALUE_ERROR(automatic_base(64, 12), "rope: base=auto needs original > 4π = 12.57 tokens, got 12");
  EXPECT_VALUE_ERROR(proportional_frequencies(kSmall, 1.5, 1), "p-rope: fraction must be between 0 and 1, got 1.5");
  EXPECT_VALUE_ERROR(axial_frequencies({6, 1e4}, AxisSplit::kHalves),
                     "rope-2d: head channels must be a multiple of 4, got 6");
  EXPECT_VALUE_ERROR(pixel_frequencies(0, 10), "rope-2d: an axis needs at least 1 pair, got 0");
  EXPECT_VALUE_ERROR(pixel_frequencies(2, 0), "rope-2d: resolution must be positive, got 0");
  EXPECT_VALUE_ERROR(automatic_base(2, 64), "rope: base=auto needs more than 2 rotated channels, got 2");
  EXPECT_VALUE_ERROR(proportional_frequencies(kSmall, 1, 0.5), "p-rope: factor must be at least 1, got 0.5");
}

}  // namespace
}  // namespace sextant::position
