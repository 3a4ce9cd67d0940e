#include "sextant/stats/holm.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "tests/support/expect_refusal.h"

namespace sextant::stats {
namespace {

using ::testing::DoubleEq;
using ::testing::ElementsAre;
using testing::expect_refusal;

// Holm 1979 by hand: .01·4, .02·3, max(.06, .03·2), .5.
TEST(Holm, MultipliesByTheComparisonsLeftAndNeverFalls) {
  EXPECT_THAT(holm(std::vector<double>{.5, .01, .03, .02}),
              ElementsAre(DoubleEq(.5), DoubleEq(.04), DoubleEq(.06), DoubleEq(.06)));
  EXPECT_THAT(holm(std::vector<double>{.9, .8}), ElementsAre(1, 1));
  EXPECT_TRUE(holm({}).empty());
  expect_refusal([] { holm(std::vector<double>{1.5}); }, "holm: p must be in [0, 1], got 1.5");
}

}  // namespace
}  // namespace sextant::stats
