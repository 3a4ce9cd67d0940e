// Lists of numbers against lists of numbers.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace sextant::testing {

/// Each value within `relative` of its own size of what is expected.
inline void expect_all_near(const std::vector<double>& values, const std::vector<double>& expected, double relative) {
  ASSERT_EQ(values.size(), expected.size());
  for (size_t k = 0; k < values.size(); ++k)
    EXPECT_NEAR(values[k], expected[k], relative * std::abs(expected[k])) << "number " << k;
}

}  // namespace sextant::testing
