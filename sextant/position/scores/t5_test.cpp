#include "sextant/position/scores/t5.h"

#include <gtest/gtest.h>

#include "tests/support/errors.h"
#include "tests/support/gradcheck.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::causal_problem;

T5Options options(T5Direction direction, int64_t buckets = 32, int64_t distance = 128) {
  const bool causal = direction == T5Direction::kCausal;
  return {.heads = 2,
          .channels = 16,
          .attention = causal ? Direction::kCausal : Direction::kBothWays,
          .buckets = buckets,
          .distance = distance,
          .direction = direction};
}

// From the rule at 40 digits.
TEST(T5Thresholds, AreThePublishedOnes) {
  EXPECT_EQ(t5_thresholds(32, 128),
            (std::vector<int64_t>{0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
                                  16, 19, 21, 24, 27, 31, 35, 40, 46, 52, 59, 67, 77, 87, 99, 113}));
  EXPECT_EQ(t5_thresholds(16, 128), (std::vector<int64_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 23, 32, 46, 64, 91}));
}

TEST(T5Buckets, OfSomeDistances) {
  const std::vector<int64_t> n{0, 7, 8, 12, 16, 18, 19, 31, 32, 63, 64, 90, 91, 127, 1000};
  const std::vector<int64_t> causal{0, 7, 8, 12, 16, 16, 17, 21, 21, 26, 26, 29, 29, 31, 31};
  const std::vector<int64_t> behind{0, 7, 8, 9, 10, 10, 10, 11, 12, 13, 14, 14, 15, 15, 15};
  for (size_t i = 0; i < n.size(); ++i) {
    EXPECT_EQ(t5_bucket(-n[i], options(T5Direction::kCausal)), causal[i]) << n[i];
    EXPECT_EQ(t5_bucket(n[i], options(T5Direction::kCausal)), 0) << n[i];
    EXPECT_EQ(t5_bucket(-n[i], options(T5Direction::kBoth)), behind[i]) << n[i];
    EXPECT_EQ(t5_bucket(n[i], options(T5Direction::kBoth)), n[i] == 0 ? 0 : behind[i] + 16) << n[i];
  }
}

// transformers' T5Attention._relative_position_bucket, in long double with a tie counted as reached.
int64_t by_logarithm(int64_t offset, bool both, int64_t buckets, int64_t distance) {
  int64_t bucket = 0, n = -offset;
  if (both) {
    buckets /= 2;
    if (offset > 0) bucket += buckets;
    n = std::abs(offset);
  }
  n = std::max<int64_t>(n, 0);
  const int64_t exact = buckets / 2;
  if (n < exact) return bucket + n;
  const long double e = exact;
  const long double past = std::log(n / e) / std::log(distance / e) * (buckets - exact) + 1e-12L;
  return bucket + std::min(exact + static_cast<int64_t>(past), buckets - 1);
}

TEST(T5Buckets, AreThoseOfTheLogarithm) {
  for (const auto& [buckets, distance] : {std::pair<int64_t, int64_t>{32, 128}, {32, 256}, {8, 20}, {64, 1000}})
    for (int64_t r = -300; r <= 300; ++r) {
      EXPECT_EQ(t5_bucket(r, options(T5Direction::kCausal, buckets, distance)),
                by_logarithm(r, false, buckets, distance))
          << r;
      EXPECT_EQ(t5_bucket(r, options(T5Direction::kBoth, buckets, distance)), by_logarithm(r, true, buckets, distance))
          << r;
    }
}

TEST(T5Buckets, NeverFallWithTheDistance) {
  for (int64_t n = 1; n < 2000; ++n)
    EXPECT_GE(t5_bucket(-n, options(T5Direction::kCausal)), t5_bucket(1 - n, options(T5Direction::kCausal)));
}

TEST(T5, LooksTheBucketOfEachPairUp) {
  T5 t5(options(T5Direction::kCausal));
  const torch::Tensor bias = testing::bias_of(*t5, causal_problem(2, 200));
  EXPECT_EQ(bias[0][1][199][1].item<float>(), t5->weight[31][1].item<float>());
  EXPECT_EQ(bias[0][0][30][10].item<float>(), t5->weight[17][0].item<float>()) << "distance 20";
}

TEST(T5, PassesGradientsToBuckets) {
  T5 t5(options(T5Direction::kBoth, 8, 20));
  t5->to(torch::kFloat64);
  testing::expect_gradients([&] { return testing::bias_of(*t5, causal_problem(2, 25)); }, {t5->weight});
}

TEST(T5, SharesOneTableAmongLayers) {
  const Scheme scheme = make_scheme("t5", testing::small_request());
  EXPECT_EQ(scheme.layers[0].scores[0], scheme.layers[1].scores[0]);
}

TEST(T5, RefusesWhatItCannotBe) {
  EXPECT_VALUE_ERROR(T5(options(T5Direction::kBoth, 7)), "t5: buckets must be even with direction=both, got 7");
  EXPECT_VALUE_ERROR(T5(options(T5Direction::kCausal, 1)), "t5: buckets must be at least 2 a side, got 1");
  EXPECT_VALUE_ERROR(T5(options(T5Direction::kCausal, 32, 16)),
                     "t5: distance must be more than the 16 single buckets, got 16");
  T5Options causal = options(T5Direction::kCausal);
  causal.attention = Direction::kBothWays;
  EXPECT_VALUE_ERROR(std::make_shared<T5Impl>(causal),
                     "t5: direction=causal needs causal attention; direction=both sees keys ahead");
  T5 t5(options(T5Direction::kCausal));
  AttentionProblem problem = causal_problem(2, 2);
  problem.keys.ids = torch::tensor({0.0, 0.5}, torch::kFloat64);
  EXPECT_VALUE_ERROR(testing::terms_of(*t5, problem), "t5: positions must be integers, got float64");
}

}  // namespace
}  // namespace sextant::position
