#include "sextant/position/embedding/nerf.h"

#include <gtest/gtest.h>

#include "sextant/position/ids.h"

#include "tests/support/errors.h"
#include "tests/support/gradcheck.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::distance;
using testing::grid;
using testing::rows_at;

torch::Tensor doubles(const std::vector<double>& values) { return torch::tensor(values, torch::kFloat64); }
// z = 2·5/8 - 1 = 1/4, so the angles are π/4, π/2 and π.
TEST(Nerf, HasSinesAndCosinesInOctaves) {
  const double half = std::sqrt(0.5);
  const torch::Tensor features = nerf_features({.channels = 1, .resolution = 9, .octaves = 3}, doubles({5}));
  EXPECT_LT(distance(features[0], doubles({half, half, 1, 0, 0, -1})), 1e-15);
}

TEST(Nerf, TakesEachAxisAfterTheOther) {
  const NerfOptions line{.channels = 1, .resolution = 9, .octaves = 3};
  const NerfOptions picture{.channels = 1, .resolution = 9, .octaves = 3, .axes = 2};
  const torch::Tensor both = nerf_features(picture, torch::tensor({{5.0}, {2.0}}, torch::kFloat64));
  EXPECT_TRUE(torch::equal(both[0], nerf_features(line, doubles({5, 2})).flatten()));
}

TEST(Nerf, IsMappedToTheWidth) {
  Nerf nerf(NerfOptions{.channels = 5, .resolution = 4, .octaves = 3, .axes = 2});
  nerf->to(torch::kFloat64);
  const torch::Tensor ids = grid_ids({2, 2}).squeeze(1).to(torch::kFloat64);
  EXPECT_TRUE(torch::equal(rows_at(*nerf, grid({2, 2}))[0],
                           torch::matmul(nerf_features(nerf->options, ids), nerf->weight.t())));
  testing::expect_gradients([&] { return rows_at(*nerf, grid({2, 2})); }, {nerf->weight});
}

TEST(Nerf, RefusesOtherSizes) {
  EXPECT_VALUE_ERROR(Nerf(NerfOptions{.channels = 0, .resolution = 4}), "nerf: channels must be at least 1, got 0");
  EXPECT_VALUE_ERROR(Nerf(NerfOptions{.channels = 4, .resolution = 1}), "nerf: resolution must be at least 2, got 1");
  EXPECT_VALUE_ERROR(Nerf(NerfOptions{.channels = 4, .resolution = 4, .octaves = 53}),
                     "nerf: octaves must be in 1 to 52, got 53");
  EXPECT_VALUE_ERROR(Nerf(NerfOptions{.channels = 4, .resolution = 4, .axes = 0}),
                     "nerf: axes must be at least 1, got 0");
}
}  // namespace
}  // namespace sextant::position
