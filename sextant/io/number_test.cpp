#include "sextant/io/number.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace sextant::io {
namespace {

TEST(Number, IsTheShortestTextThatReadsBackEqual) {
  EXPECT_EQ(shortest(0.1), "0.1");
  EXPECT_EQ(shortest(0.1 + 0.2), "0.30000000000000004");
  EXPECT_EQ(shortest(-1e300), "-1e+300");
  EXPECT_EQ(shortest(3), "3");
  EXPECT_EQ(shortest(-std::numeric_limits<double>::min()), "-2.2250738585072014e-308");
}

TEST(Number, SaysWhatIsNotFinite) {
  EXPECT_EQ(shortest(std::nan("")), "nan");
  EXPECT_EQ(shortest(-std::numeric_limits<double>::infinity()), "-inf");
}

}  // namespace
}  // namespace sextant::io
