// AdamW in one fused call per group, with a state known by parameter name.
//
// Loshchilov and Hutter, "Decoupled weight decay regularization", 2019, arXiv:1711.05101, algorithm 2.
//   w <- w - lr·λ·w;   m <- β1·m + (1-β1)·g;   v <- β2·v + (1-β2)·g²
//   w <- w - lr·(m/(1-β1^t)) / (√(v/(1-β2^t)) + ε)
//
// LibTorch's own optimisers loop over parameters and key their state by pointer, which no file can hold.
#pragma once

#include <torch/nn/module.h>
#include <torch/types.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sextant/train/named_tensors.h"

namespace sextant::train {

struct AdamWOptions {
  double weight_decay = 0.01;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double eps = 1e-8;
};

/// Whether a parameter is decayed: matrices are; biases, norms and all that a position encoding owns, which a model
/// registers under "position.", are not.
bool decays(std::string_view name, const torch::Tensor& parameter);

/// Built after the module has its device and dtype; holds the module's parameters, not copies.
class AdamW {
 public:
  AdamW(const torch::nn::Module& module, const AdamWOptions& options);

  /// One step with learning rate `lr`. Parameters without a gradient keep value and state.
  void step(double lr);
  /// Leaves every parameter without a gradient.
  void zero_grad();
  /// The gradients there are, in the order of the module's parameters.
  std::vector<torch::Tensor> gradients() const;
  /// Name of the first parameter whose gradient is not finite, or "".
  std::string first_nonfinite_gradient() const;

  /// "NAME.exp_avg", "NAME.exp_avg_sq", "NAME.step" of every parameter, detached; step is float32 [].
  NamedTensors state() const;
  /// @param where  what errors name first
  /// @throws std::runtime_error as copy_by_name
  void load_state(const NamedTensors& state, std::string_view where);

 private:
  struct Slot {
    std::string name;
    torch::Tensor parameter, exp_avg, exp_avg_sq, steps;
    bool decayed;
  };
  std::vector<Slot> slots_;
  AdamWOptions options_;
};

}  // namespace sextant::train
