#include "sextant/position/embedding/learned_2d.h"

#include <gtest/gtest.h>

#include "sextant/position/ids.h"

#include "tests/support/errors.h"
#include "tests/support/gradcheck.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::at_ids;
using testing::grid;
using testing::rows_at;

TEST(Learned2d, LooksPatchesUpRowByRow) {
  Learned2d encoding(Learned2dOptions{.channels = 4, .grid = {3, 5}});
  EXPECT_TRUE(torch::equal(rows_at(*encoding, grid({3, 5}))[0], encoding->weight));
  EXPECT_TRUE(torch::equal(rows_at(*encoding, {.count = 15}), encoding->weight)) << "a line counts patches";
  const torch::Tensor corner = rows_at(*encoding, grid({2, 2}))[0];
  EXPECT_TRUE(torch::equal(corner, encoding->weight.index_select(0, torch::tensor({0, 1, 5, 6}))));
}

TEST(Learned2d, StartsRandom) {
  torch::manual_seed(1);
  Learned2d encoding(Learned2dOptions{.channels = 64, .grid = {16, 16}, .std = 0.05});
  EXPECT_NEAR(encoding->weight.std().item<double>(), 0.05, 1e-3);
}

TEST(Learned2d, KeepsAConstantTableWhateverItsSize) {
  for (const GridFilter filter : {GridFilter::kBicubic, GridFilter::kBilinear})
    for (const bool antialias : {true, false}) {
      Learned2d encoding(
          Learned2dOptions{.channels = 2, .grid = {3, 4}, .target = {7, 2}, .filter = filter, .antialias = antialias});
      const torch::NoGradGuard no_grad;
      encoding->weight.fill_(0.5);
      // Weights of a filter sum to 1 within a few of its sixteen roundings.
      EXPECT_LT(testing::distance(rows_at(*encoding, grid({7, 2})), torch::full({14, 2}, 0.5)), 1e-6);
    }
}

TEST(Learned2d, ResamplesLowPrecisionTablesInSingle) {
  Learned2d encoding(Learned2dOptions{.channels = 4, .grid = {3, 3}, .target = {5, 5}});
  encoding->to(torch::kBFloat16);
  Learned2d exact(encoding->options);
  const torch::NoGradGuard no_grad;
  exact->weight.copy_(encoding->weight);
  EXPECT_TRUE(torch::equal(rows_at(*encoding, grid({5, 5})), rows_at(*exact, grid({5, 5})).to(torch::kBFloat16)));
}

TEST(Learned2d, PassesGradientsToItsRows) {
  Learned2d encoding(Learned2dOptions{.channels = 2, .grid = {2, 3}, .target = {3, 2}});
  encoding->to(torch::kFloat64);
  testing::expect_gradients([&] { return rows_at(*encoding, grid({3, 2})); }, {encoding->weight});
}

TEST(Learned2d, StopsAtTheEdges) {
  Learned2d encoding(Learned2dOptions{.channels = 4, .grid = {2, 3}});
  EXPECT_VALUE_ERROR(rows_at(*encoding, {.count = 7}), "learned-2d: positions must be below 6, got 6");
  EXPECT_VALUE_ERROR(rows_at(*encoding, at_ids({-1})), "learned-2d: positions must be at least 0, got -1");
  EXPECT_VALUE_ERROR(rows_at(*encoding, grid({3, 1})), "learned-2d: positions must be below 2, got 2");
  EXPECT_VALUE_ERROR(rows_at(*encoding, grid({1, 4})), "learned-2d: positions must be below 3, got 3");
  EXPECT_VALUE_ERROR(rows_at(*encoding, grid({1, 1, 1})), "learned-2d: positions have 1 or 2 axes, got 3");
  EXPECT_VALUE_ERROR(rows_at(*encoding, {.count = 1, .ids = torch::tensor({0.5}, torch::kFloat64)}),
                     "learned-2d: positions must be integers, got float64");
}

TEST(Learned2d, RefusesOtherSizesAndUnusedOptions) {
  const auto made = [](std::string_view spec) {
    return make_scheme("learned-2d:" + std::string(spec), testing::small_request());
  };
  EXPECT_VALUE_ERROR(made("grid=4"), "learned-2d: grid must be rows/columns of at least 1, got 4");
  EXPECT_VALUE_ERROR(made("target=4/0"), "learned-2d: target must be rows/columns of at least 1, got 4/0");
  EXPECT_VALUE_ERROR(made("std=-1"), "learned-2d: std must be at least 0, got -1");
  EXPECT_VALUE_ERROR(made("filter=bilinear"), "learned-2d: filter is for a target, got bilinear");
  EXPECT_VALUE_ERROR(made("antialias=false"), "learned-2d: antialias is for a target, got false");
  EXPECT_VALUE_ERROR(Learned2d(Learned2dOptions{.channels = 0, .grid = {1, 1}}),
                     "learned-2d: channels must be at least 1, got 0");
}

}  // namespace
}  // namespace sextant::position
