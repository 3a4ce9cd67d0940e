#include "sextant/data/masked.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sextant/data/windows.h"

#include "tests/support/refusal.h"

namespace sextant::data {
namespace {

using ::testing::HasSubstr;

constexpr int64_t kMask = 999;

BatchAt counting_windows() { return window_batches(torch::arange(500), {{0, 500}}, 20, 4, 1); }

TEST(Masked, HidesTheShareOfEachRowAndAsksForIt) {
  const Batch plain = counting_windows()(3);
  const Batch masked = masked_batches(counting_windows(), {.token = kMask})(3);
  const torch::Tensor hidden = masked.tokens.eq(kMask);
  EXPECT_TRUE(hidden.sum(1).eq(3).all().item<bool>()) << "15 % of 20 tokens";
  EXPECT_TRUE(torch::where(hidden, masked.targets, masked.tokens).equal(plain.tokens));
  EXPECT_TRUE(masked.targets.ne(kIgnore).equal(hidden));
}

TEST(Masked, HidesAtLeastOneToken) {
  const Batch masked = masked_batches(counting_windows(), {.token = kMask, .share = 0.001})(0);
  EXPECT_TRUE(masked.tokens.eq(kMask).sum(1).eq(1).all().item<bool>());
}

TEST(Masked, IsAPureFunctionOfTheStep) {
  const BatchAt batches = masked_batches(counting_windows(), {.token = kMask, .seed = 5});
  const torch::Tensor first = batches(7).tokens;
  batches(8);
  EXPECT_TRUE(batches(7).tokens.equal(first));
  EXPECT_FALSE(batches(8).tokens.eq(kMask).equal(first.eq(kMask)));
}

TEST(Masked, RefusesASharesOfNothingOrMoreThanAll) {
  EXPECT_THAT(testing::refusal_of([] { masked_batches(counting_windows(), {.token = kMask, .share = 0}); }),
              HasSubstr("masked: share must be in (0, 1], got 0"));
  EXPECT_THAT(testing::refusal_of([] { masked_batches(counting_windows(), {.token = -1}); }),
              HasSubstr("masked: token must be at least 0, got -1"));
}

}  // namespace
}  // namespace sextant::data
