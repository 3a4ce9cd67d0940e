// Attention problems for tests and benchmarks, and what it means for an implementation to agree with the reference.
#pragma once

#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>
#include <torch/types.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "sextant/ops/attention.h"

namespace sextant::testing {

struct ProblemShape {
  int64_t batch = 2;
  int64_t heads = 2;      ///< H
  int64_t key_heads = 0;  ///< K; 0 = heads
  int64_t queries = 17;
  int64_t keys = 17;  ///< more than queries: a step after keys - queries cached tokens
  int64_t channels = 8;
  torch::ScalarType dtype = torch::kFloat32;
  uint64_t seed = 1;
};

/// Standard normal q, k and v; the queries are the last tokens of the keys.
inline AttentionProblem random_problem(const ProblemShape& shape) {
  auto generator = at::make_generator<at::CPUGeneratorImpl>(shape.seed);
  const int64_t key_heads = shape.key_heads > 0 ? shape.key_heads : shape.heads;
  const auto normal = [&](int64_t heads, int64_t tokens) {
    return at::randn({shape.batch, heads, tokens, shape.channels}, generator, at::kFloat).to(shape.dtype);
  };
  AttentionProblem problem{
      .q = normal(shape.heads, shape.queries), .k = normal(key_heads, shape.keys), .v = normal(key_heads, shape.keys)};
  problem.queries = {.first = shape.keys - shape.queries, .count = shape.queries};
  problem.keys = {.count = shape.keys};
  return problem;
}

/// max |x - exact|, both taken in float64.
inline double largest_error(const torch::Tensor& x, const torch::Tensor& exact) {
  if (x.numel() == 0) return 0;
  return (x.to(torch::kFloat64) - exact).abs().max().item<double>();
}

inline double epsilon_of(torch::ScalarType type) {
  switch (type) {
    case torch::kFloat64:
      return std::numeric_limits<double>::epsilon();
    case torch::kBFloat16:
      return 0x1p-7;
    case torch::kFloat16:
      return 0x1p-10;
    default:
      return std::numeric_limits<float>::epsilon();
  }
}

/// One unit in the last place, in `type`, of the largest element.
inline double ulp_of_largest(const torch::Tensor& exact, torch::ScalarType type) {
  if (exact.numel() == 0) return 0;
  return epsilon_of(type) * std::max(exact.abs().max().item<double>(), std::numeric_limits<double>::min());
}

/// Output, then the gradients of q, k and v for an output gradient of fixed random numbers.
inline std::vector<torch::Tensor> with_gradients(torch::Tensor (*run)(const AttentionProblem&),
                                                 AttentionProblem problem) {
  std::vector<torch::Tensor> leaves;
  for (torch::Tensor* tensor : {&problem.q, &problem.k, &problem.v}) {
    *tensor = tensor->detach().clone().requires_grad_();
    leaves.push_back(*tensor);
  }
  const torch::Tensor out = run(problem);
  auto generator = at::make_generator<at::CPUGeneratorImpl>(7);
  const torch::Tensor weights = at::randn(out.sizes(), generator, at::kDouble).to(out.scalar_type());
  (out * weights).sum().backward();
  std::vector<torch::Tensor> all = {out.detach()};
  for (const torch::Tensor& leaf : leaves) all.push_back(leaf.grad());
  return all;
}

/// Every implementation that accepts the problem: the output is within 2 x the plain one's error, gradients within 4 x,
/// plus eight units in the last place of the largest element, since a fused kernel adds up in another order (five were
/// seen, in float64, where the plain one is the reference itself), and its backward pass makes the weights a second
/// time, of rounded scores and a rounded sum: an error like the first one on top of it. Those that decline must say
/// why.
inline void expect_close_to_reference(const AttentionProblem& problem) {
  const auto type = problem.q.scalar_type();
  const auto exact = with_gradients(attention_reference, problem);
  const auto plain = with_gradients(attention_plain, problem);
  const char* names[] = {"output", "gradient of q", "gradient of k", "gradient of v"};
  for (const AttentionImpl& impl : attention_impls()) {
    if (const auto reason = impl.declines(problem)) {
      EXPECT_FALSE(reason->empty()) << impl.name;
      continue;
    }
    const auto own = with_gradients(impl.run, problem);
    for (size_t n = 0; n < own.size(); ++n) {
      const double multiple = n == 0 ? 2 : 4;
      const double allowed = multiple * largest_error(plain[n], exact[n]) + 8 * ulp_of_largest(exact[n], type);
      EXPECT_LE(largest_error(own[n], exact[n]), allowed) << impl.name << ": " << names[n];
    }
  }
}

}  // namespace sextant::testing
