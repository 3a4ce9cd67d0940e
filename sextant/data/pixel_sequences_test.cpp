#include "sextant/data/pixel_sequences.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/errors.h"

namespace sextant::data {
namespace {

const PixelTokens kTokens{.classes = 3, .levels = 2};

ImageSet corners() {
  // Two images of 2 x 2: light above, light below.
  return {.pixels = torch::tensor({255, 255, 0, 0, 0, 0, 255, 255}, torch::kUInt8).view({2, 1, 2, 2}),
          .classes = torch::tensor({2, 0})};
}

TEST(PixelSequences, AnImageIsItsClassThenItsPixelsButTheLast) {
  const Batch batch = pixel_batch(corners(), kTokens, {});
  EXPECT_TRUE(batch.tokens.equal(torch::tensor({{2, 4, 4, 3}, {0, 3, 3, 4}})));
  EXPECT_TRUE(batch.targets.equal(torch::tensor({{4, 4, 3, 3}, {3, 3, 4, 4}})));
}

TEST(PixelSequences, LevelsAreTheNearestAndLookAsTheyDid) {
  const torch::Tensor pixels = torch::tensor({0, 42, 43, 128, 255}, torch::kUInt8).view({1, 1, 1, 5});
  EXPECT_TRUE(levels_of(pixels, 4).equal(torch::tensor({{0, 0, 1, 2, 3}})));  // steps of 85
  EXPECT_TRUE(greys_of(torch::tensor({0, 1, 2, 3}), 4).equal(torch::tensor({0, 85, 170, 255}, torch::kUInt8)));
  const torch::Tensor all = torch::arange(256).to(torch::kUInt8).view({1, 1, 16, 16});
  EXPECT_TRUE(greys_of(levels_of(all, 256), 256).view_as(all).equal(all));
}

// Each place of class 2 was seen once, light or dark: (1 + 1) / (1 + 2) for what was seen, 1/3 for the other.
TEST(PixelSequences, ThePixelByItselfIsToldAsOftenAsItWasSeen) {
  EXPECT_NEAR(independent_nats(corners(), corners(), kTokens), -std::log(2.0 / 3), 1e-12);
  ImageSet swapped = corners();
  swapped.classes = torch::tensor({0, 2});
  EXPECT_NEAR(independent_nats(corners(), swapped, kTokens), -std::log(1.0 / 3), 1e-12);
}

TEST(PixelSequences, ColoursAndTooFewLevelsAreRefused) {
  EXPECT_VALUE_ERROR(pixel_batch({.pixels = torch::zeros({1, 3, 2, 2}), .classes = torch::zeros({1})}, kTokens, {}),
                     "pixels: images must be grey, [N, 1, H, W], got [1, 3, 2, 2]");
  EXPECT_VALUE_ERROR(pixel_batches(corners(), {.classes = 3, .levels = 257}, {}, 1, 1),
                     "pixels: levels must be 2 to 256, got 257");
}

}  // namespace
}  // namespace sextant::data
