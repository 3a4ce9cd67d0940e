#include "sextant/ops/affine.h"

#include <gtest/gtest.h>
#include <torch/utils.h>

#include "sextant/ops/gemm.h"

namespace sextant {
namespace {

struct Shape {
  std::vector<int64_t> rows;
  int64_t in, out;
};

/// y, then the gradients of x, weight and bias for a random gradient of y.
std::vector<torch::Tensor> forward_and_backward(torch::Tensor (*map)(const torch::Tensor&, const torch::Tensor&,
                                                                     const torch::Tensor&),
                                                std::vector<torch::Tensor> inputs, const torch::Tensor& gradient) {
  for (torch::Tensor& input : inputs) input = input.detach().requires_grad_();
  const torch::Tensor y = map(inputs[0], inputs[1], inputs[2]);
  y.backward(gradient.to(y.scalar_type()));
  return {y.detach(), inputs[0].grad(), inputs[1].grad(), inputs[2].grad()};
}

torch::Tensor plain(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias) {
  return torch::linear(x, weight, bias);
}

double error(const torch::Tensor& x, const torch::Tensor& exact) {
  return ((x.to(torch::kFloat64) - exact).abs().max() / exact.abs().max()).item<double>();
}

// Around the blocks' sizes: rows 64 and 512, columns 64, depth 256. Oracle: torch::linear in float64.
TEST(Affine, ErrsNoMoreThanLibTorchForwardAndBackward) {
  torch::manual_seed(1);
  for (const Shape& shape : {Shape{{64}, 1, 1}, Shape{{3, 23}, 7, 65}, Shape{{512}, 256, 64}, Shape{{5, 129}, 257, 63},
                             Shape{{2, 3, 300}, 300, 130}, Shape{{1100}, 64, 513}}) {
    std::vector<int64_t> of_x = shape.rows, of_y = shape.rows;
    of_x.push_back(shape.in);
    of_y.push_back(shape.out);
    const std::vector<torch::Tensor> inputs = {torch::randn(of_x), torch::randn({shape.out, shape.in}),
                                               torch::randn({shape.out})};
    const torch::Tensor gradient = torch::randn(of_y);
    std::vector<torch::Tensor> wide;
    for (const torch::Tensor& input : inputs) wide.push_back(input.to(torch::kFloat64));
    const auto exact = forward_and_backward(plain, wide, gradient);
    const auto libtorch = forward_and_backward(plain, inputs, gradient),
               ours = forward_and_backward(affine, inputs, gradient);
    for (size_t n = 0; n < exact.size(); ++n) {
      EXPECT_EQ(ours[n].sizes(), exact[n].sizes());
      // One ulp of the largest element on top: short sums are exact in one order and not in the other.
      EXPECT_LE(error(ours[n], exact[n]), 2 * error(libtorch[n], exact[n]) + 1.2e-7)
          << "output " << n << " of " << of_y;
    }
  }
}

TEST(Affine, ResultsDoNotDependOnTheNumberOfThreads) {
  const torch::Tensor x = torch::randn({1500, 300}), weight = torch::randn({200, 300});
  const int threads = torch::get_num_threads();
  torch::set_num_threads(1);
  const torch::Tensor one = affine(x, weight);
  torch::set_num_threads(3);
  const torch::Tensor three = affine(x, weight);
  torch::set_num_threads(threads);
  EXPECT_TRUE(!gemm_pays() || torch::equal(one, three));
}

TEST(Affine, TakesViewsMissingBiasesAndFrozenWeights) {
  const torch::Tensor x = torch::randn({40, 100}).t().requires_grad_();  // [100, 40], columns dense
  const torch::Tensor weight = torch::randn({40, 30}).t();
  const torch::Tensor y = affine(x, weight);
  EXPECT_TRUE(torch::allclose(y, torch::linear(x, weight), 1e-4, 1e-4));
  y.sum().backward();
  EXPECT_TRUE(torch::allclose(x.grad(), weight.sum(0).expand({100, 40}), 1e-4, 1e-4));
}

TEST(Affine, ServesOtherTypesAndSingleRowsByLibTorch) {
  const torch::Tensor weight = torch::randn({5, 7}), x = torch::randn({7}),
                      wide = torch::randn({100, 7}, torch::kFloat64);
  EXPECT_TRUE(torch::equal(affine(x, weight), torch::linear(x, weight)));
  EXPECT_TRUE(torch::equal(affine(wide, weight.to(torch::kFloat64)), torch::linear(wide, weight.to(torch::kFloat64))));
  EXPECT_EQ(affine(torch::empty({0, 7}), weight).sizes(), torch::IntArrayRef({0, 5}));
}

}  // namespace
}  // namespace sextant
