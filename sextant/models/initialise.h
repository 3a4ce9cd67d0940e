// First values of weights, by name: the same for every model that has a weight of that name and shape.
//
// GPT-2 (Radford et al. 2019, section 2.3): normal(0, 0.02), weights that end a residual branch divided by √(2L).
#pragma once

#include <torch/nn/module.h>
#include <torch/types.h>

#include <cstdint>
#include <string_view>

namespace sextant::models {

/// Fills every matrix of the module. Vectors (gains, biases) keep what they were made with.
/// @param layers  L, each of which ends two residual branches
void initialise(torch::nn::Module& module, int64_t layers, uint64_t seed);

/// Standard normals, the sequence named by (seed, name). Equal for every dtype up to rounding.
void fill_normal(torch::Tensor& weight, double deviation, uint64_t seed, std::string_view name);

}  // namespace sextant::models
