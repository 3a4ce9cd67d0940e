#include "sextant/random/philox.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <set>
#include <stdexcept>
#include <vector>

namespace sextant::random {
namespace {

using Words = std::array<uint32_t, 4>;

// The three vectors of Random123's kat_vectors, "philox4x32 10".
TEST(Philox, TenRoundsGiveTheKnownAnswers) {
  const uint32_t ones = 0xffffffff;
  EXPECT_EQ(philox4x32({0, 0, 0, 0}, {0, 0}), (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox4x32({ones, ones, ones, ones}, {ones, ones}),
            (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Philox, TheSameNameGivesTheSameDraws) {
  Philox first(7, 3, 11), second(7, 3, 11);
  for (int i = 0; i < 100; ++i) ASSERT_EQ(first.next32(), second.next32()) << "draw " << i;
}

TEST(Philox, SeedStreamAndIndexEachGiveOtherDraws) {
  std::set<uint64_t> firsts;
  const uint64_t far = uint64_t{1} << 40;
  for (const auto& [seed, stream, index] :
       {std::array<uint64_t, 3>{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {far, 0, 0}, {0, far, 0}, {0, 0, far}})
    firsts.insert(Philox(seed, stream, index).next64());
  EXPECT_EQ(firsts.size(), 7u);
}

TEST(Philox, BelowGivesEveryNumberAboutEquallyOften) {
  constexpr uint64_t kNumbers = 7;
  constexpr double kExpected = 10000;
  std::vector<double> counts(kNumbers);
  Philox random(1);
  for (int i = 0; i < kExpected * kNumbers; ++i) ++counts.at(random.below(kNumbers));
  double chi_square = 0;
  for (const double count : counts) chi_square += (count - kExpected) * (count - kExpected) / kExpected;
  EXPECT_LT(chi_square, 22.46);  // the 99.9 % point of chi square with 6 degrees of freedom
}

// For n = 3·2^62, x·n >> 64 without rejection would give every third number twice as often as the others.
TEST(Philox, BelowIsUnbiasedWhereMultiplyShiftAloneIsNot) {
  const uint64_t n = uint64_t{3} << 62;
  constexpr int kDraws = 30000;
  std::array<int, 3> counts = {};
  Philox random(2);
  for (int i = 0; i < kDraws; ++i) ++counts.at(random.below(n) % 3);
  for (const int count : counts) EXPECT_NEAR(count, kDraws / 3, 5 * std::sqrt(kDraws * 2.0 / 9));
}

TEST(Philox, BelowOneIsZeroAndBelowZeroIsRefused) {
  Philox random(3);
  EXPECT_EQ(random.below(1), 0u);
  try {
    random.below(0);
    FAIL() << "no error";
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(), "below: n must be at least 1, got 0");
  }
}

TEST(Philox, UniformStaysInItsIntervalWithTheRightMean) {
  constexpr int kDraws = 40000;
  Philox random(4);
  double sum = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double u = random.uniform();
    ASSERT_TRUE(u >= 0 && u < 1) << u;
    sum += u;
  }
  EXPECT_NEAR(sum / kDraws, 0.5, 5 / std::sqrt(12.0 * kDraws));
}

TEST(Philox, NormalHasMeanZeroAndVarianceOne) {
  constexpr int kDraws = 40000;
  Philox random(5);
  double sum = 0, squares = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double z = random.normal();
    sum += z;
    squares += z * z;
  }
  EXPECT_NEAR(sum / kDraws, 0, 5 / std::sqrt(1.0 * kDraws));
  EXPECT_NEAR(squares / kDraws, 1, 5 * std::sqrt(2.0 / kDraws));
}

}  // namespace
}  // namespace sextant::random
