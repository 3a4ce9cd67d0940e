// Models small enough to be compared in float64 many times, and their tokens.
#pragma once

#include <ATen/CPUGeneratorImpl.h>
#include <torch/types.h>

#include <cstdint>
#include <string>
#include <utility>

#include "sextant/models/transformer.h"

namespace sextant::testing {

inline models::TransformerOptions tiny_options(std::string pos) {
  return {.vocabulary = 11, .channels = 16, .layers = 2, .heads = 2, .pos = std::move(pos), .longest = 16};
}

/// In float64, with weights ten times the usual: at 0.02 a model of 16 channels is nearly linear and hides errors.
inline models::Transformer tiny_model(const models::TransformerOptions& options, uint64_t seed = 1) {
  models::Transformer model(options, seed);
  model->to(torch::kFloat64);
  const torch::NoGradGuard no_grad;
  for (auto& item : model->named_parameters()) {
    if (item.value().dim() == 2 && !item.key().starts_with("position.")) item.value().mul_(10);
  }
  return model;
}

inline torch::Tensor random_tokens(int64_t batch, int64_t count, int64_t vocabulary = 11, uint64_t seed = 2) {
  auto generator = at::make_generator<at::CPUGeneratorImpl>(seed);
  return at::randint(vocabulary, {batch, count}, generator, at::kLong);
}

inline double largest_difference(const torch::Tensor& a, const torch::Tensor& b) {
  return (a - b).abs().max().item<double>();
}

}  // namespace sextant::testing
