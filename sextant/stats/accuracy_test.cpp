#include "sextant/stats/accuracy.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/expect_refusal.h"

namespace sextant::stats {
namespace {

using testing::expect_refusal;

TEST(Accuracy, LogitIsFiniteAtBothEndsAndOddAroundOneHalf) {
  EXPECT_DOUBLE_EQ(accuracy_logit(0, 10), std::log(.5 / 10.5));
  EXPECT_DOUBLE_EQ(accuracy_logit(10, 10), -accuracy_logit(0, 10));
  EXPECT_EQ(accuracy_logit(5, 10), 0);
  expect_refusal([] { accuracy_logit(0, 0); }, "accuracy_logit: total must be at least 1, got 0");
  expect_refusal([] { accuracy_logit(11, 10); }, "accuracy_logit: correct must be in [0, total], got 11");
}

}  // namespace
}  // namespace sextant::stats
