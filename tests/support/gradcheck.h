// Gradients against central differences, in float64.
#pragma once

#include <gtest/gtest.h>
#include <torch/types.h>

#include <algorithm>
#include <functional>
#include <vector>

namespace sextant::testing {

/// Compares the gradient of sum(f() · fixed random numbers) by each of `leaves`, float64 tensors that f reads, with
/// (f(x + h) - f(x - h)) / 2h at every element. h = 1e-6 leaves an error near 1e-9 of the values; 1e-6 is allowed,
/// relative to the largest gradient.
inline void expect_gradients(const std::function<torch::Tensor()>& f, const std::vector<torch::Tensor>& leaves) {
  constexpr double kStep = 1e-6, kAllowed = 1e-6;
  const torch::Tensor sample = f().detach();
  ASSERT_EQ(sample.scalar_type(), torch::kFloat64);
  // Irregular, without a generator: the same in every run.
  const torch::Tensor weights = (torch::arange(sample.numel(), torch::kFloat64) * 0.7391 + 0.3).sin().view_as(sample);
  const auto value = [&] { return (f() * weights).sum(); };
  for (const torch::Tensor& leaf : leaves) {
    leaf.requires_grad_();
    leaf.mutable_grad() = torch::Tensor();
  }
  value().backward();
  const torch::NoGradGuard no_grad;
  for (size_t n = 0; n < leaves.size(); ++n) {
    ASSERT_TRUE(leaves[n].grad().defined()) << "leaf " << n << " has no gradient";
    const torch::Tensor flat = leaves[n].view({-1}), grad = leaves[n].grad().reshape({-1});
    const double scale = std::max(1.0, grad.abs().max().item<double>());
    for (int64_t i = 0; i < flat.numel(); ++i) {
      const double at = flat[i].item<double>();
      flat[i] = at + kStep;
      const double above = value().item<double>();
      flat[i] = at - kStep;
      const double below = value().item<double>();
      flat[i] = at;
      EXPECT_NEAR(grad[i].item<double>(), (above - below) / (2 * kStep), kAllowed * scale)
          << "leaf " << n << ", element " << i;
    }
  }
}

}  // namespace sextant::testing
