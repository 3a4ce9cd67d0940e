#include "sextant/stats/calibration.h"

#include <gtest/gtest.h>

#include "sextant/stats/special.h"

#include "tests/support/expect_refusal.h"

namespace sextant::stats {
namespace {

using testing::expect_refusal;

// evaluation, section 3: an honest harness exceeds 2 of 40 with probability .32 and 4 of 40 with .048.
TEST(Calibration, HonestHarnessMayRaiseFourAlarmsOfForty) {
  EXPECT_NEAR(binomial_above(2, 40, .05), .32, .005);
  EXPECT_NEAR(binomial_above(4, 40, .05), .048, .0005);
  EXPECT_EQ(accepted_alarms(40), 4);
  EXPECT_EQ(accepted_alarms(100), 9);
  EXPECT_EQ(accepted_alarms(200), 15);
}

TEST(Calibration, FourOfFortyFindsDishonestHarnesses) {
  EXPECT_NEAR(binomial_above(4, 40, .10), .37, .005);
  EXPECT_NEAR(binomial_above(4, 40, .15), .74, .005);
  EXPECT_NEAR(binomial_above(4, 40, .20), .92, .005);
}

TEST(Calibration, PlantedEffectMustBeFoundThirtySixTimesOfForty) {
  EXPECT_EQ(demanded_finds(40), 36);
  EXPECT_NEAR(binomial_above(35, 40, .95), .95, .005);
}

TEST(Calibration, RefusesImpossibleRisks) {
  expect_refusal([] { accepted_alarms(40, .05, 0); }, "accepted_alarms: risk must be in (0, 1), got 0");
  expect_refusal([] { demanded_finds(40, .95, 1); }, "demanded_finds: pass must be in (0, 1), got 1");
}

}  // namespace
}  // namespace sextant::stats
