#include "sextant/stats/special.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/support/expect_refusal.h"

namespace sextant::stats {
namespace {

using testing::expect_refusal;

// Abramowitz and Stegun, table 26.1.
TEST(Special, NormalIsThatOfTheTables) {
  EXPECT_NEAR(normal_cdf(1.96), .9750021048517795, 1e-15);
  EXPECT_EQ(normal_cdf(0), .5);
  EXPECT_GT(normal_cdf(-30), 0);  // no subtraction from 1
}

TEST(Special, StudentQuantileInvertsTheDistribution) {
  for (const double df : {1., 3., 7.5, 200., 1e6}) {
    for (const double p : {1e-12, .01, .4, .6, .999}) {
      EXPECT_NEAR(student_cdf(student_quantile(p, df), df), p, p * std::max(1e-12, 1e-15 * df));
    }
  }
}

TEST(Special, RefusesArgumentsOutsideTheDomain) {
  expect_refusal([] { incomplete_beta(0, 1, .5); }, "incomplete_beta: a must be positive, got 0");
  expect_refusal([] { incomplete_beta(1, -1, .5); }, "incomplete_beta: b must be positive, got -1");
  expect_refusal([] { incomplete_beta(1, 1, 2); }, "incomplete_beta: x must be in [0, 1], got 2");
  expect_refusal([] { student_cdf(1, 0); }, "student: degrees of freedom must be positive, got 0");
  expect_refusal([] { student_quantile(.5, 0); }, "student: degrees of freedom must be positive, got 0");
  expect_refusal([] { student_quantile(1, 3); }, "student_quantile: p must be in (0, 1), got 1");
  expect_refusal([] { chi_square_upper(1, 0); }, "chi_square: degrees of freedom must be positive, got 0");
  expect_refusal([] { chi_square_upper(-1, 1); }, "chi_square: x must not be negative, got -1");
  expect_refusal([] { binomial_above(1, 0, .5); }, "binomial: trials must be at least 1, got 0");
  expect_refusal([] { binomial_above(1, 5, 1); }, "binomial: rate must be in (0, 1), got 1");
}

TEST(Special, BinomialCoversEveryCount) {
  EXPECT_EQ(binomial_above(-1, 5, .3), 1);
  EXPECT_EQ(binomial_above(5, 5, .3), 0);
  EXPECT_NEAR(binomial_above(4, 5, .3), std::pow(.3, 5), 1e-16);
}

}  // namespace
}  // namespace sextant::stats
