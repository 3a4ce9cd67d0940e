#include "sextant/position/embedding/periodic.h"

#include <gtest/gtest.h>

#include "sextant/position/sinusoid.h"

#include "tests/support/errors.h"
#include "tests/support/gradcheck.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::at_ids;
using testing::distance;
using testing::rows_at;

torch::Tensor doubles(const std::vector<double>& values) { return torch::tensor(values, torch::kFloat64); }
Positions at_times(const std::vector<double>& times) {
  return {.count = static_cast<int64_t>(times.size()), .ids = doubles(times)};
}

TEST(Periodic, IsSinusoidalByDefault) {
  for (const int64_t channels : {8, 5}) {
    Periodic encoding(PeriodicOptions{.channels = channels});
    const torch::Tensor expected = sinusoid_rows({.channels = channels}, torch::arange(100, torch::kFloat64));
    // Angles up to 100, made in another order.
    EXPECT_LT(distance(rows_at(*encoding, {.count = 100}), expected), 1e-12);
  }
}

TEST(Periodic, HasWavesOfOneTurn) {
  const auto rows = [](Wave fn) {
    Periodic encoding(PeriodicOptions{.channels = 2, .fn = fn, .wavelengths = {8}});
    return rows_at(*encoding, {.count = 9});
  };
  const torch::Tensor triangle = rows(Wave::kTriangle), square = rows(Wave::kSquare);
  EXPECT_TRUE(torch::equal(triangle.select(1, 0), doubles({0, .5, 1, .5, 0, -.5, -1, -.5, 0})));
  EXPECT_TRUE(torch::equal(triangle.select(1, 1), doubles({1, .5, 0, -.5, -1, -.5, 0, .5, 1}))) << "a quarter ahead";
  EXPECT_TRUE(torch::equal(square.select(1, 0), doubles({1, 1, 1, 1, -1, -1, -1, -1, 1})));
  EXPECT_TRUE(torch::equal(square.select(1, 1), doubles({1, 1, -1, -1, -1, -1, 1, 1, 1})));
}

TEST(Periodic, RepeatsAtItsWavelengths) {
  for (const Wave fn : {Wave::kSine, Wave::kTriangle, Wave::kSquare, Wave::kSeries}) {
    Periodic encoding(PeriodicOptions{.channels = 8, .fn = fn, .wavelengths = {24, 168}});
    const torch::Tensor rows = rows_at(*encoding, at_times({5.5, 5.5 + 24, 5.5 + 168}));
    const auto pair = [&](int64_t k) { return rows.slice(1, 2 * k, 2 * k + 2); };
    EXPECT_LT(distance(pair(0)[1], pair(0)[0]), 1e-12);
    EXPECT_LT(distance(rows[2], rows[0]), 1e-12) << "a week is seven days";
    EXPECT_TRUE(torch::equal(pair(2), pair(0))) << "given again until the channels are full";
  }
}

TEST(Periodic, ASeriesStartsAsASineAndIsTrained) {
  Periodic encoding(PeriodicOptions{.channels = 6, .fn = Wave::kSeries, .harmonics = 3});
  Periodic sine(PeriodicOptions{.channels = 6});
  EXPECT_LT(distance(rows_at(*encoding, {.count = 9}), rows_at(*sine, {.count = 9})), 1e-15);
  const torch::NoGradGuard no_grad;
  encoding->to(torch::kFloat64);
  encoding->series.copy_(torch::tensor({{0.0, 2.0, 0.0}, {0.0, 0.0, 0.5}}, torch::kFloat64));
  // Pair 0 turns once in 2π tokens: at token 1 its angle is 1.
  EXPECT_NEAR(rows_at(*encoding, at_ids({1}))[0][0].item<double>(), 2 * std::sin(2.0) + 0.5 * std::cos(3.0), 1e-14);
}

TEST(Periodic, PassesGradientsToWavelengthsAndWaves) {
  for (const Wave fn : {Wave::kSine, Wave::kTriangle, Wave::kSeries}) {
    Periodic encoding(PeriodicOptions{.channels = 5, .fn = fn, .trainable = true});
    encoding->to(torch::kFloat64);
    EXPECT_EQ(encoding->parameters().size(), fn == Wave::kSeries ? 2U : 1U);
    testing::expect_gradients([&] { return rows_at(*encoding, at_ids({1, 2, 7})); }, encoding->parameters());
  }
}

TEST(Periodic, RefusesOptionsThatMeanNothing) {
  const auto made = [](std::string_view spec) {
    return make_scheme("periodic:" + std::string(spec), testing::small_request());
  };
  EXPECT_VALUE_ERROR(made("base=0"), "periodic: base must be positive, got 0");
  EXPECT_VALUE_ERROR(made("fn=series,harmonics=0"), "periodic: harmonics must be at least 1, got 0");
  EXPECT_VALUE_ERROR(made("harmonics=2"), "periodic: harmonics are for fn=series, got 2");
  EXPECT_VALUE_ERROR(made("wavelengths=7,base=10"), "periodic: base is for rows without wavelengths, got 10");
  EXPECT_VALUE_ERROR(made("wavelengths=7/0"), "periodic: wavelengths must be positive, got 0");
  EXPECT_VALUE_ERROR(made("wavelengths=1/2/3/4/5/6/7/8/9"),
                     "periodic: wavelengths must be at most one for 2 of 16 channels, got 9");
  EXPECT_VALUE_ERROR(made("fn=square,trainable=true"), "periodic: trainable is for waves that slope, got fn=square");
  EXPECT_VALUE_ERROR(Periodic(PeriodicOptions{.channels = 0}), "periodic: channels must be at least 1, got 0");
}
}  // namespace
}  // namespace sextant::position
