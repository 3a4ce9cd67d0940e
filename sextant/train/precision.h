// Mixed precision for a scope.
#pragma once

#include <torch/types.h>

#include "sextant/train/options.h"

namespace sextant::train {

/// While it lives, matrix products on `device` run in the precision's type; parameters, norms, softmax, losses and
/// angles stay float32. kFloat32 changes nothing. The outermost guard drops LibTorch's cache of cast weights, which
/// otherwise outlives the step and would keep stale weights.
class AutocastGuard {
 public:
  AutocastGuard(Precision precision, torch::DeviceType device);
  ~AutocastGuard();
  AutocastGuard(const AutocastGuard&) = delete;
  AutocastGuard& operator=(const AutocastGuard&) = delete;

 private:
  bool active_;
  torch::DeviceType device_;
  bool enabled_before_ = false;
  torch::ScalarType type_before_ = torch::kFloat32;
};

}  // namespace sextant::train
