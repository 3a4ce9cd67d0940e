#include "sextant/random/permutation.h"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <stdexcept>
#include <vector>

namespace sextant::random {
namespace {

// Sizes around powers of two and four, where the network's domain changes.
TEST(Permutation, IsABijectionForEverySize) {
  for (const uint64_t size : {1, 2, 3, 4, 5, 63, 64, 65, 255, 256, 257, 1000, 4097}) {
    const Permutation permutation(size, 42);
    std::vector<int> hits(size);
    for (uint64_t i = 0; i < size; ++i) ++hits.at(permutation(i));
    EXPECT_EQ(hits, std::vector<int>(size, 1)) << "size " << size;
  }
}

TEST(Permutation, LargeSizesStayInside) {
  for (const uint64_t size : {uint64_t{1} << 40, ~uint64_t{0}}) {
    const Permutation permutation(size, 1);
    EXPECT_LT(permutation(size - 1), size);
    EXPECT_NE(permutation(0), permutation(1));
  }
}

TEST(Permutation, SeedsGiveDifferentOrders) {
  int same = 0;
  for (uint64_t i = 0; i < 1000; ++i) same += Permutation(1000, 1)(i) == Permutation(1000, uint64_t{1} << 32)(i);
  EXPECT_LT(same, 10);  // one on average
}

TEST(Permutation, AllOrdersOfFourAreAboutEquallyFrequent) {
  constexpr int kSeeds = 12000;
  std::map<std::array<uint64_t, 4>, int> counts;
  for (int seed = 0; seed < kSeeds; ++seed) {
    const Permutation permutation(4, seed);
    ++counts[{permutation(0), permutation(1), permutation(2), permutation(3)}];
  }
  ASSERT_EQ(counts.size(), 24u);
  double chi_square = 0;
  for (const auto& [order, count] : counts) chi_square += (count - 500.0) * (count - 500.0) / 500.0;
  EXPECT_LT(chi_square, 49.73);  // the 99.9 % point of chi square with 23 degrees of freedom
}

TEST(Permutation, RefusesNoElementsAndIndicesOutside) {
  try {
    Permutation(0, 1);
    FAIL() << "no error";
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(), "permutation: size must be at least 1, got 0");
  }
  try {
    Permutation(5, 1)(5);
    FAIL() << "no error";
  } catch (const std::out_of_range& error) {
    EXPECT_STREQ(error.what(), "permutation: index must be below 5, got 5");
  }
}

}  // namespace
}  // namespace sextant::random
