#include "sextant/position/scores/alibi.h"

#include <gtest/gtest.h>

#include "sextant/position/ids.h"

#include "tests/support/errors.h"
#include "tests/support/gradcheck.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::bias_of;
using testing::causal_problem;
using testing::distance;

AlibiOptions causal(int64_t heads) {
  return {.heads = heads, .attention = Direction::kCausal, .direction = AlibiDirection::kCausal};
}
AlibiOptions both_ways(int64_t heads, AlibiDirection direction) {
  return {.heads = heads, .attention = Direction::kBothWays, .direction = direction};
}

// As -log2: exact, since the slopes are powers of √2 at most.
TEST(AlibiSlopes, OfFewHeadsAreTheAuthors) {
  const std::vector<std::pair<int64_t, std::vector<double>>> table{
      {1, {8}},
      {2, {4, 8}},
      {3, {4, 8, 2}},
      {4, {2, 4, 6, 8}},
      {6, {2, 4, 6, 8, 1, 3}},
      {8, {1, 2, 3, 4, 5, 6, 7, 8}},
      {12, {1, 2, 3, 4, 5, 6, 7, 8, .5, 1.5, 2.5, 3.5}},
      {20, {.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7, 7.5, 8, .25, .75, 1.25, 1.75}}};
  for (const auto& [heads, exponents] : table) {
    const std::vector<double> slopes = alibi_slopes(heads);
    ASSERT_EQ(slopes.size(), exponents.size());
    for (size_t h = 0; h < slopes.size(); ++h) EXPECT_NEAR(-std::log2(slopes[h]), exponents[h], 1e-15) << heads;
  }
}

// The authors' get_slopes, recursive, in Python:  start = 2**(-2**-(log2(n)-3)); ratio = start; start*ratio**i.
std::vector<double> recursive_slopes(int64_t n) {
  const double power = std::log2(static_cast<double>(n));
  if (power == std::floor(power)) {
    const double start = std::pow(2, -std::pow(2, -(power - 3)));
    std::vector<double> slopes;
    for (int64_t i = 0; i < n; ++i) slopes.push_back(start * std::pow(start, static_cast<double>(i)));
    return slopes;
  }
  const auto closest = static_cast<int64_t>(std::pow(2, std::floor(power)));
  std::vector<double> slopes = recursive_slopes(closest);
  const std::vector<double> above = recursive_slopes(2 * closest);
  for (int64_t h = 0; h < n - closest; ++h) slopes.push_back(above[static_cast<size_t>(2 * h)]);
  return slopes;
}

// ggml: m0 = 2^(-8/P), m1 = 2^(-4/P); slope h is m0^(h+1) below P, m1^(2(h-P)+1) from there.
double ggml_slope(int64_t h, int64_t heads) {
  const double below = std::pow(2, std::floor(std::log2(static_cast<double>(heads))));
  const double at = static_cast<double>(h);
  return at < below ? std::pow(std::pow(2, -8 / below), at + 1)
                    : std::pow(std::pow(2, -4 / below), 2 * (at - below) + 1);
}

// MPT: 2^(-8(i+1)/P) for P = the power of two *above*, the odd entries first, then the even ones, H of them.
std::vector<double> strided_slopes(int64_t heads) {
  const double above = std::pow(2, std::ceil(std::log2(static_cast<double>(heads))));
  std::vector<double> all, slopes;
  for (double i = 1; i <= above; ++i) all.push_back(std::pow(2, -8 * i / above));
  if (above == static_cast<double>(heads)) return all;
  for (size_t i = 1; i < all.size(); i += 2) slopes.push_back(all[i]);
  for (size_t i = 0; i < all.size(); i += 2) slopes.push_back(all[i]);
  slopes.resize(static_cast<size_t>(heads));
  return slopes;
}

TEST(AlibiSlopes, AgreeWithThreeOtherFormsToAHundredAndTwentyEightHeads) {
  for (int64_t heads = 1; heads <= 128; ++heads) {
    const std::vector<double> slopes = alibi_slopes(heads), recursive = recursive_slopes(heads);
    const std::vector<double> strided = strided_slopes(heads);
    for (int64_t h = 0; h < heads; ++h) {
      const auto n = static_cast<size_t>(h);
      EXPECT_NEAR(slopes[n], recursive[n], 1e-15) << heads << ' ' << h;
      EXPECT_NEAR(slopes[n], strided[n], 1e-15) << heads << ' ' << h;
      EXPECT_NEAR(slopes[n], ggml_slope(h, heads), 1e-15) << heads << ' ' << h;
    }
  }
}

TEST(AlibiSlopes, InClosedFormDifferUnlessHeadsAreAPowerOfTwo) {
  const auto apart = [](int64_t heads) {
    const std::vector<double> a = alibi_slopes(heads), b = alibi_slopes(heads, SlopeRule::kClosed);
    double worst = 0;
    for (size_t h = 0; h < a.size(); ++h) worst = std::max(worst, std::abs(a[h] - b[h]));
    return worst;
  };
  EXPECT_EQ(apart(16), 0);
  EXPECT_NEAR(apart(6), .490, 5e-4);
  EXPECT_NEAR(apart(12), .691, 5e-4);
  EXPECT_NEAR(apart(65), .954, 5e-4);
}

// Where the bias has fallen to ln .01, tokens, H = 8.
TEST(AlibiSlopes, ReachAsFarAsTheyShould) {
  const std::vector<int64_t> reach{9, 18, 37, 74, 147, 295, 589, 1179};
  const std::vector<double> slopes = alibi_slopes(8);
  for (size_t h = 0; h < reach.size(); ++h) EXPECT_EQ(std::llround(-std::log(.01) / slopes[h]), reach[h]);
}

TEST(Alibi, GivesOneLinearBiasAndNoMatrix) {
  Alibi alibi(causal(4));
  const ScoreTerms terms = testing::terms_of(*alibi, causal_problem(4, 5));
  ASSERT_EQ(terms.bias.size(), 1U);
  EXPECT_EQ(std::get<LinearBias>(terms.bias[0]).slopes.sizes(), (std::vector<int64_t>{4}));
  EXPECT_TRUE(alibi->parameters().empty());
  EXPECT_TRUE(alibi->buffers().empty());
}

TEST(Alibi, IsMinusSlopeTimesDistance) {
  Alibi alibi(both_ways(4, AlibiDirection::kSymmetric));
  const torch::Tensor bias = bias_of(*alibi, causal_problem(4, 5));
  EXPECT_EQ(bias[0][1][4][1].item<double>(), -3.0 / 16);
  EXPECT_EQ(bias[0][1][1][4].item<double>(), -3.0 / 16);
}

TEST(Alibi, ReadsRealDistances) {
  Alibi alibi(causal(4));
  AttentionProblem problem = causal_problem(4, 2);
  problem.queries.ids = problem.keys.ids = torch::tensor({0.25, 1.0}, torch::kFloat64);
  EXPECT_EQ(bias_of(*alibi, problem)[0][0][1][0].item<double>(), -0.75 / 4);
}

TEST(Alibi, TrainsSlopesOfBothSides) {
  AlibiOptions options = both_ways(2, AlibiDirection::kAsymmetric);
  options.learned = true;
  Alibi alibi(options);
  alibi->to(torch::kFloat64);
  testing::expect_gradients([&] { return bias_of(*alibi, causal_problem(2, 4)); }, {alibi->slopes, alibi->ahead});
}

TEST(Alibi, TiltsTheScoresOfKeysBehind) {
  AlibiOptions options = both_ways(4, AlibiDirection::kSymmetric);
  options.tilt = 0.5;
  Alibi alibi(options);
  const torch::Tensor bias = bias_of(*alibi, causal_problem(4, 5));
  EXPECT_EQ(bias[0][0][4][1].item<double>(), -3.0 / 4 + 0.5 / 4);
  EXPECT_EQ(bias[0][0][1][4].item<double>(), -3.0 / 4);
  EXPECT_EQ(bias[0][0][2][2].item<double>(), 0);
}

TEST(Alibi, EveryAttentionAgreesWithTheReference) {
  using Lengths = std::pair<int64_t, int64_t>;
  Alibi alibi(causal(6));
  for (const auto& [queries, keys] : {Lengths{1, 1}, {7, 7}, {17, 17}, {1, 30}, {8, 30}}) {
    SCOPED_TRACE(::testing::Message() << "queries " << queries << ", keys " << keys);
    AttentionProblem problem = testing::random_problem({.heads = 6, .queries = queries, .keys = keys, .channels = 8});
    problem.mask.causal = true;
    problem.bias = testing::terms_of(*alibi, problem).bias;
    testing::expect_close_to_reference(problem);
  }
}

TEST(Alibi, RefusesWhatItCannotBe) {
  EXPECT_VALUE_ERROR(alibi_slopes(0), "alibi: heads must be at least 1, got 0");
  EXPECT_VALUE_ERROR(Alibi(both_ways(4, AlibiDirection::kCausal)),
                     "alibi: direction=causal needs causal attention; symmetric and asymmetric see keys ahead");
  EXPECT_VALUE_ERROR(Alibi(both_ways(4, AlibiDirection::kAsymmetric)),
                     "alibi: direction=asymmetric needs learned=true, since fixed slopes are equal on both sides");
  Alibi alibi(causal(4));
  AttentionProblem problem = causal_problem(4, 6);
  problem.queries.ids = problem.keys.ids = grid_ids({2, 3});
  EXPECT_VALUE_ERROR(testing::terms_of(*alibi, problem), "alibi: positions have one axis, got 2");
}

TEST(Alibi, IsSymmetricByDefaultWhereKeysAheadAreSeen) {
  SchemeRequest request = testing::small_request();
  request.direction = Direction::kBothWays;
  EXPECT_EQ(make_scheme("alibi:direction=symmetric", request).spec, "alibi");
}

}  // namespace
}  // namespace sextant::position
