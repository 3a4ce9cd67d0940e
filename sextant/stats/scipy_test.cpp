// The oracle is SciPy: tests/golden/make_scipy_stats.py wrote what these tests read.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "sextant/stats/equivalence.h"
#include "sextant/stats/friedman.h"
#include "sextant/stats/paired.h"
#include "sextant/stats/power.h"
#include "sextant/stats/sign_flip.h"
#include "sextant/stats/special.h"

namespace sextant::stats {
namespace {

const nlohmann::json& golden() {
  static const nlohmann::json read =
      nlohmann::json::parse(std::ifstream(SEXTANT_SOURCE_DIR "/tests/golden/scipy_stats.json"));
  return read;
}

void expect_relative(double value, double expected, double tolerance) {
  EXPECT_LE(std::abs(value - expected), tolerance * std::abs(expected)) << value << " instead of " << expected;
}

TEST(Special, IncompleteBetaEqualsScipy) {
  for (const auto& row : golden()["incomplete_beta"]) {
    SCOPED_TRACE(row.dump());
    expect_relative(incomplete_beta(row[0], row[1], row[2]), row[3], 2e-12);
  }
}

TEST(Special, StudentEqualsScipyInBothTails) {
  for (const auto& row : golden()["student"]) {
    SCOPED_TRACE(row.dump());
    const double tolerance = std::max(1e-12, 1e-15 * row[1].get<double>());
    expect_relative(student_cdf(row[0], row[1]), row[2], tolerance);
    expect_relative(student_two_sided(row[0], row[1]), row[3], tolerance);
  }
}

TEST(Special, StudentQuantileEqualsScipy) {
  for (const auto& row : golden()["student_quantile"]) {
    SCOPED_TRACE(row.dump());
    EXPECT_NEAR(student_quantile(row[0], row[1]), row[2], 1e-11 * (1 + std::abs(row[2].get<double>())));
  }
}

TEST(Special, ChiSquareAndBinomialTailsEqualScipy) {
  for (const auto& row : golden()["chi_square_upper"]) {
    SCOPED_TRACE(row.dump());
    expect_relative(chi_square_upper(row[0], row[1]), row[2], 2e-12);
  }
  for (const auto& row : golden()["binomial_above"]) {
    SCOPED_TRACE(row.dump());
    expect_relative(binomial_above(row[0], row[1], row[2]), row[3], 2e-12);
  }
}

// SciPy's noncentral t is itself good to about 1e-9.
TEST(Power, TwoSidedPowerEqualsScipysNoncentralT) {
  for (const auto& row : golden()["two_sided_power"]) {
    SCOPED_TRACE(row.dump());
    EXPECT_NEAR(two_sided_power(row[0], row[1], row[2]), row[3], 1e-8);
  }
}

TEST(Paired, TestIntervalSignFlipAndEquivalenceEqualScipy) {
  for (const auto& row : golden()["paired"]) {
    SCOPED_TRACE(row.dump());
    const std::vector<double> d = differences(row["a"].get<std::vector<double>>(), row["b"].get<std::vector<double>>());
    const Paired paired = paired_t(d);
    expect_relative(paired.t, row["t"], 1e-11);
    expect_relative(paired.p, row["p"], 1e-11);
    expect_relative(interval(paired, .95).low, row["low"], 1e-10);
    expect_relative(interval(paired, .95).high, row["high"], 1e-10);
    expect_relative(sign_flip(d), row["sign_flip"], 1e-12);
    expect_relative(tost(paired, .02, .05).p, row["tost_02"], 1e-10);
  }
}

TEST(Friedman, StatisticWithTiesEqualsScipy) {
  const auto& row = golden()["friedman"];
  const Ranks ranks = friedman(row["values"].get<std::vector<std::vector<double>>>());
  expect_relative(ranks.statistic, row["statistic"], 1e-12);
  expect_relative(ranks.p, row["p"], 1e-11);
}

}  // namespace
}  // namespace sextant::stats
