// First values of weights, by name: the same for every model that has a weight of that name and shape.
//
// Deviation √(2 / 5C): Nguyen and Salazar 2019, arXiv:1910.05895, section 2.2, as GPT-NeoX uses it for every matrix. It
// is GPT-2's 0.02 at its width and grows as a model gets narrower: with 0.02 at 64 channels scores start so flat that
// a rotation is not learned for a thousand steps. Weights that end a residual branch are divided by √(2L) (Radford et
// al. 2019, section 2.3).
#pragma once

#include <torch/nn/module.h>
#include <torch/types.h>

#include <cstdint>
#include <string_view>

namespace sextant::models {

struct ModelSize {
  int64_t layers;    ///< L, each of which ends two residual branches
  int64_t channels;  ///< C
};

/// √(2 / 5C)
double usual_deviation(int64_t channels);

/// Fills every matrix of the module. Vectors (gains, biases) keep what they were made with.
void initialise(torch::nn::Module& module, const ModelSize& size, uint64_t seed);

/// Standard normals, the sequence named by (seed, name). Equal for every dtype up to rounding.
void fill_normal(torch::Tensor& weight, double deviation, uint64_t seed, std::string_view name);

}  // namespace sextant::models
