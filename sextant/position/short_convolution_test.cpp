#include "sextant/position/short_convolution.h"

#include <gtest/gtest.h>

namespace sextant::position {
namespace {

torch::Tensor doubles(const std::vector<double>& values) { return torch::tensor(values, torch::kFloat64); }

TEST(ShortConvolution, WeighsTheLastTokensChannelByChannel) {
  const torch::Tensor values = torch::stack({doubles({1, 2, 3, 4}), doubles({1, 0, 0, 0})}, 1).unsqueeze(0);
  const torch::Tensor taps = torch::stack({doubles({100, 10, 1}), doubles({3, 2, 1})});
  const torch::Tensor sums = short_convolution(values, taps, {});
  EXPECT_TRUE(torch::equal(sums.select(2, 0)[0], doubles({1, 12, 123, 234})));
  EXPECT_TRUE(torch::equal(sums.select(2, 1)[0], doubles({1, 2, 3, 0})));
}

TEST(ShortConvolution, ReachesNoOtherDocumentAndNoPadding) {
  const torch::Tensor values = doubles({1, 2, 3, 4, 5}).view({1, 5, 1}), taps = doubles({100, 10, 1}).view({1, 3});
  const torch::Tensor documents = torch::tensor({{-1, 0, 0, 1, 1}});
  EXPECT_TRUE(torch::equal(short_convolution(values, taps, documents).flatten(), doubles({1, 2, 23, 4, 45})));
}

TEST(ShortConvolution, OfNoTokensIsNone) {
  EXPECT_EQ(short_convolution(torch::zeros({2, 0, 3}), torch::ones({3, 2}), {}).sizes(),
            (std::vector<int64_t>{2, 0, 3}));
}

}  // namespace
}  // namespace sextant::position
