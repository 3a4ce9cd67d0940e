#include "sextant/position/scores/sandwich.h"

#include <gtest/gtest.h>

#include "tests/support/errors.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::bias_of;
using testing::causal_problem;
using testing::distance;

const SandwichOptions kEight{.heads = 8, .width = 8};

torch::Tensor doubles(const std::vector<double>& values) { return torch::tensor(values, torch::kFloat64); }

// The formula at 40 digits: W = 8, H = 8. Distance 64 costs less than 8: it is not monotone.
TEST(Sandwich, OfSomeDistances) {
  const torch::Tensor bias = sandwich_bias(kEight, doubles({0, -1, -2, -8, -64}));
  EXPECT_LT(distance(bias[0], doubles({0, -.0050463393, -.0201354355, -.3065239042, -.2067871043})), 5e-11);
  EXPECT_LT(distance(bias[7], bias[0] / 8), 1e-16) << "the last head's factor is an eighth";
}

// The dot product of two sinusoidal rows of W channels whose frequencies start at k = 1, and its value at distance 0.
TEST(Sandwich, IsADotProductOfSinusoids) {
  const int64_t width = 6;
  const auto row = [&](double p) {
    std::vector<double> values;
    for (int64_t k = 1; k <= width / 2; ++k) {
      const double angle = p * std::pow(10000.0, -2.0 * static_cast<double>(k) / static_cast<double>(width));
      values.insert(values.end(), {std::sin(angle), std::cos(angle)});
    }
    return doubles(values);
  };
  const torch::Tensor bias = sandwich_bias({.heads = 4, .width = width}, doubles({-9}));
  const double expected = torch::dot(row(40), row(31)).item<double>() - static_cast<double>(width) / 2;
  for (int64_t h = 0; h < 4; ++h)
    EXPECT_NEAR(bias[h][0].item<double>(), expected * 4 / 8 / static_cast<double>(h + 1), 1e-14) << h;
}

TEST(Sandwich, IsTheSameBehindAndAheadAndForRealPositions) {
  Sandwich sandwich(SandwichOptions{.heads = 4, .width = 8});
  AttentionProblem problem = causal_problem(4, 7);
  const torch::Tensor table = bias_of(*sandwich, problem);
  EXPECT_EQ(distance(table, table.transpose(-1, -2)), 0);
  problem.queries.ids = problem.keys.ids = torch::arange(7, torch::kFloat64);
  EXPECT_EQ(distance(bias_of(*sandwich, problem), table), 0);
  EXPECT_TRUE(sandwich->parameters().empty());
}

TEST(Sandwich, RefusesWidthsWithoutPairs) {
  EXPECT_VALUE_ERROR(Sandwich(SandwichOptions{.heads = 2, .width = 7}),
                     "sandwich: width must be even and at least 2, got 7");
  EXPECT_VALUE_ERROR(Sandwich(SandwichOptions{.heads = 2, .width = 0}),
                     "sandwich: width must be even and at least 2, got 0");
}

}  // namespace
}  // namespace sextant::position
