#include "sextant/position/embedding/time2vec.h"

#include <gtest/gtest.h>

#include "tests/support/errors.h"
#include "tests/support/gradcheck.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::distance;
using testing::rows_at;

TEST(Time2vec, IsOneLineAndManySines) {
  Time2vec encoding(Time2vecOptions{.channels = 3});
  encoding->to(torch::kFloat64);
  const torch::NoGradGuard no_grad;
  encoding->weight.copy_(torch::tensor({2.0, 0.5, 3.0}, torch::kFloat64));
  encoding->bias.copy_(torch::tensor({1.0, 0.25, -1.0}, torch::kFloat64));
  const torch::Tensor row = rows_at(*encoding, {.count = 1, .ids = torch::tensor({1.5}, torch::kFloat64)})[0];
  EXPECT_LT(distance(row, torch::tensor({4.0, std::sin(1.0), std::sin(3.5)}, torch::kFloat64)), 1e-15);
}

TEST(Time2vec, PassesGradientsToEveryNumber) {
  for (const PeriodicFunction fn : {PeriodicFunction::kSine, PeriodicFunction::kCosine}) {
    Time2vec encoding(Time2vecOptions{.channels = 4, .fn = fn});
    encoding->to(torch::kFloat64);
    testing::expect_gradients([&] { return rows_at(*encoding, {.count = 5}); }, {encoding->weight, encoding->bias});
  }
}

TEST(Time2vec, RefusesRowsWithoutChannels) {
  EXPECT_VALUE_ERROR(Time2vec(Time2vecOptions{.channels = 0}), "time2vec: channels must be at least 1, got 0");
}

}  // namespace
}  // namespace sextant::position
