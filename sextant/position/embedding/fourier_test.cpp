#include "sextant/position/embedding/fourier.h"

#include <gtest/gtest.h>

#include <numbers>

#include "sextant/position/ids.h"

#include "tests/support/errors.h"
#include "tests/support/gradcheck.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::grid;
using testing::rows_at;

TEST(Fourier, TurnsItsHighestBandOnceInTwoPositions) {
  const torch::Tensor features = fourier_features({.channels = 1, .resolution = 8, .bands = 4, .concat = false},
                                                  torch::arange(8, torch::kFloat64));
  // cos π·4·(2p/7 - 1): the last cosine has its sign changed by 8/7 of a half turn a position.
  const double step = 8.0 / 7 * std::numbers::pi;
  for (int64_t p = 0; p < 8; ++p)
    EXPECT_NEAR(features[p][7].item<double>(), std::cos(step * static_cast<double>(p) - 4 * std::numbers::pi), 1e-13);
}

TEST(Fourier, IsMappedToTheWidth) {
  Fourier fourier(FourierOptions{.channels = 5, .resolution = 4, .bands = 3, .axes = 2});
  fourier->to(torch::kFloat64);
  const torch::Tensor ids = grid_ids({2, 2}).squeeze(1).to(torch::kFloat64);
  EXPECT_TRUE(torch::equal(rows_at(*fourier, grid({2, 2}))[0],
                           torch::matmul(fourier_features(fourier->options, ids), fourier->weight.t())));
  testing::expect_gradients([&] { return rows_at(*fourier, grid({2, 2})); }, {fourier->weight});
}

TEST(Fourier, RefusesOtherSizes) {
  EXPECT_VALUE_ERROR(Fourier(FourierOptions{.channels = 0, .resolution = 4}),
                     "fourier: channels must be at least 1, got 0");
  EXPECT_VALUE_ERROR(Fourier(FourierOptions{.channels = 4, .resolution = 1}),
                     "fourier: resolution must be at least 2, got 1");
  EXPECT_VALUE_ERROR(Fourier(FourierOptions{.channels = 4, .resolution = 4, .bands = 0}),
                     "fourier: bands must be at least 1, got 0");
  EXPECT_VALUE_ERROR(Fourier(FourierOptions{.channels = 4, .resolution = 4, .axes = 0}),
                     "fourier: axes must be at least 1, got 0");
}
}  // namespace
}  // namespace sextant::position
