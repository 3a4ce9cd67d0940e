#include "sextant/position/embedding/learned.h"

#include <gtest/gtest.h>

#include "sextant/position/sinusoid.h"

#include "tests/support/errors.h"
#include "tests/support/gradcheck.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::at_ids;
using testing::rows_at;

TEST(Learned, LooksRowsUpByPosition) {
  Learned encoding(LearnedOptions{.channels = 4, .rows = 6, .start = 2});
  EXPECT_TRUE(
      torch::equal(rows_at(*encoding, at_ids({3, 0})), encoding->weight.index_select(0, torch::tensor({5, 2}))));
  EXPECT_FALSE(torch::equal(encoding->weight[0], encoding->weight[1]));
}

TEST(Learned, StartsRandomOrAsSinusoids) {
  torch::manual_seed(1);
  Learned random(LearnedOptions{.channels = 64, .rows = 256, .std = 0.05});
  EXPECT_NEAR(random->weight.std().item<double>(), 0.05, 1e-3);
  Learned sinusoids(LearnedOptions{.channels = 8, .rows = 6, .init = RowInit::kSinusoidal, .start = 2});
  const torch::Tensor expected = sinusoid_rows({.channels = 8}, torch::arange(4, torch::kFloat64));
  EXPECT_TRUE(torch::equal(sinusoids->weight.slice(0, 2), expected.to(torch::kFloat32)));
}

TEST(Learned, StopsAtTheEndOfTheTableWithBothNumbers) {
  Learned encoding(LearnedOptions{.channels = 4, .rows = 6, .start = 2});
  EXPECT_VALUE_ERROR(rows_at(*encoding, {.count = 5}), "learned: positions must be below 4, got 4");
  EXPECT_VALUE_ERROR(rows_at(*encoding, at_ids({7})), "learned: positions must be below 4, got 7");
  EXPECT_VALUE_ERROR(rows_at(*encoding, at_ids({-1})), "learned: positions must be at least 0, got -1");
}

TEST(Learned, ClampsAndWrapsOnRequest) {
  Learned clamped(LearnedOptions{.channels = 4, .rows = 3, .overflow = Overflow::kClamp});
  EXPECT_TRUE(torch::equal(rows_at(*clamped, at_ids({2, 9})), clamped->weight.index_select(0, torch::tensor({2, 2}))));
  Learned wrapped(LearnedOptions{.channels = 4, .rows = 5, .start = 2, .overflow = Overflow::kWrap});
  EXPECT_TRUE(
      torch::equal(rows_at(*wrapped, at_ids({2, 3, 7})), wrapped->weight.index_select(0, torch::tensor({4, 2, 3}))));
}

TEST(Learned, InterpolatesBetweenRows) {
  Learned encoding(LearnedOptions{.channels = 4, .rows = 3, .overflow = Overflow::kInterpolate, .target = 5});
  const torch::Tensor rows = rows_at(*encoding, {.count = 5}), weight = encoding->weight;
  EXPECT_TRUE(torch::equal(rows[0], weight[0]));
  EXPECT_TRUE(torch::allclose(rows[1], (weight[0] + weight[1]) / 2));
  EXPECT_TRUE(torch::equal(rows[4], weight[2]));
  EXPECT_VALUE_ERROR(rows_at(*encoding, {.count = 6}), "learned: positions must be below 5, got 5");
  Learned real(LearnedOptions{.channels = 4, .rows = 3, .overflow = Overflow::kInterpolate});
  const torch::Tensor quarter = rows_at(*real, {.count = 1, .ids = torch::tensor({1.25}, torch::kFloat64)});
  EXPECT_TRUE(torch::allclose(quarter[0], 0.75 * real->weight[1] + 0.25 * real->weight[2]));
}

TEST(Learned, PassesGradientsToItsRows) {
  Learned encoding(LearnedOptions{.channels = 2, .rows = 4, .overflow = Overflow::kInterpolate, .target = 7});
  encoding->to(torch::kFloat64);
  testing::expect_gradients([&] { return rows_at(*encoding, {.count = 7}); }, {encoding->weight});
}

TEST(Learned, RefusesRealPositionsAndUnusedOptions) {
  Learned encoding(LearnedOptions{.channels = 4, .rows = 6});
  EXPECT_VALUE_ERROR(rows_at(*encoding, {.count = 1, .ids = torch::tensor({0.5}, torch::kFloat64)}),
                     "learned: positions must be integers, got float64");
  EXPECT_VALUE_ERROR(Learned(LearnedOptions{.channels = 4, .rows = 2, .start = 2}),
                     "learned: rows must be more than start, got rows=2 and start=2");
  EXPECT_VALUE_ERROR(Learned(LearnedOptions{.channels = 4, .rows = 2, .init = RowInit::kSinusoidal, .std = 1}),
                     "learned: std is for init=normal, got 1");
  EXPECT_VALUE_ERROR(Learned(LearnedOptions{.channels = 4, .rows = 2, .target = 9}),
                     "learned: target is for overflow=interpolate, got 9");
  EXPECT_VALUE_ERROR(Learned(LearnedOptions{.channels = 4, .rows = 2, .overflow = Overflow::kInterpolate, .target = 1}),
                     "learned: target must be 0 or at least 2, got 1");
}

TEST(Learned, HasARowForEveryTrainedPosition) {
  const auto rows = [](std::string_view text) {
    return make_scheme(text, testing::small_request()).input.encoding->parameters()[0].size(0);
  };
  EXPECT_EQ(rows("learned"), 16);
  EXPECT_EQ(rows("learned:start=2"), 18);
  EXPECT_EQ(rows("learned:rows=100"), 100);
}

}  // namespace
}  // namespace sextant::position
