// A derived table with its copies: one a device and dtype, made on first use. Never a buffer, so never in checkpoints.
#pragma once

#include <torch/types.h>

#include <vector>

namespace sextant::position {

class OnDevice {
 public:
  /// @param host  the table on the CPU, float64 if it is real
  explicit OnDevice(torch::Tensor host) : copies_{std::move(host)} {}
  /// The table, cast last.
  torch::Tensor at(torch::Device device, torch::ScalarType dtype);
  torch::Tensor host() const { return copies_.front(); }

 private:
  std::vector<torch::Tensor> copies_;
};

}  // namespace sextant::position
