#include "sextant/position/embedding/rff.h"

#include <gtest/gtest.h>

#include <numbers>

#include "sextant/position/ids.h"

#include "tests/support/errors.h"
#include "tests/support/gradcheck.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::at_ids;
using testing::distance;
using testing::grid;
using testing::rows_at;

TEST(Rff, AreCosinesAndSinesOfItsDraw) {
  const RffOptions options{.channels = 6, .resolution = 10, .axes = 2, .seed = 3};
  Rff encoding(options);
  const torch::Tensor row = rows_at(*encoding, grid({3, 4}))[0][7];  // (1, 3)
  const torch::Tensor turns = rff_frequencies(options);
  const torch::Tensor angles = (turns[0] + 3 * turns[1]) * (2 * std::numbers::pi);
  EXPECT_LT(distance(row, torch::cat({angles.cos(), angles.sin()})), 1e-14);
  EXPECT_TRUE(encoding->parameters().empty());
}

TEST(Rff, DrawAgainWhatTheirSeedSays) {
  const auto drawn = [](int64_t seed) { return rff_frequencies({.channels = 8, .resolution = 1, .seed = seed}); };
  EXPECT_TRUE(torch::equal(drawn(1), drawn(1)));
  EXPECT_FALSE(torch::equal(drawn(1), drawn(2)));
  // 100000 normal numbers of deviation 2: that of their deviation is 2/√200000 = 0.0045, five of which are allowed.
  const torch::Tensor many = rff_frequencies({.channels = 200000, .resolution = 5, .sigma = 10});
  EXPECT_NEAR(many.std().item<double>(), 2, 0.023);
  EXPECT_NEAR(many.mean().item<double>(), 0, 0.032);
}

TEST(Rff, TrainTheirFrequenciesIfAsked) {
  for (const int64_t axes : {1, 2}) {
    Rff fixed(RffOptions{.channels = 4, .resolution = 8, .sigma = 1, .axes = axes});
    Rff trained(RffOptions{.channels = 4, .resolution = 8, .sigma = 1, .axes = axes, .trainable = true});
    // The parameter is float32: 2^-24 of frequencies below 1 turn, times 2π·6 positions.
    EXPECT_LT(distance(rows_at(*trained, at_ids({0, 3})), rows_at(*fixed, at_ids({0, 3}))), 2.3e-6);
    trained->to(torch::kFloat64);
    testing::expect_gradients([&] { return rows_at(*trained, at_ids({1, 3})); }, {trained->frequency});
  }
}

TEST(Rff, RefuseOtherSizes) {
  EXPECT_VALUE_ERROR(Rff(RffOptions{.channels = 3, .resolution = 1}), "rff: channels must be even, got 3");
  EXPECT_VALUE_ERROR(Rff(RffOptions{.channels = 4, .resolution = 0}), "rff: resolution must be at least 1, got 0");
  EXPECT_VALUE_ERROR(Rff(RffOptions{.channels = 4, .resolution = 1, .sigma = 0}), "rff: sigma must be positive, got 0");
  EXPECT_VALUE_ERROR(Rff(RffOptions{.channels = 4, .resolution = 1, .axes = 0}), "rff: axes must be at least 1, got 0");
  EXPECT_VALUE_ERROR(Rff(RffOptions{.channels = 4, .resolution = 1, .seed = -1}),
                     "rff: seed must be at least 0, got -1");
}
}  // namespace
}  // namespace sextant::position
