// The tensors of a golden file, as its script in tests/golden wrote them: float64, by name.
#pragma once

#include <torch/types.h>

#include <cstring>
#include <stdexcept>
#include <string>

#include "sextant/io/safetensors.h"

namespace sextant::testing {

/// The float64 tensors of tests/golden/FILE.
class GoldenTensors {
 public:
  explicit GoldenTensors(const std::string& file) : file_(SEXTANT_SOURCE_DIR "/tests/golden/" + file) {}

  /// @throws std::runtime_error if there is none of that name, or it is not float64
  torch::Tensor operator[](const std::string& name) const {
    const io::TensorView* view = file_.find(name);
    if (view == nullptr || view->dtype != io::DType::kF64) throw std::runtime_error(name + ": no float64 tensor");
    torch::Tensor values = torch::empty(view->shape, torch::kFloat64);
    std::memcpy(values.data_ptr(), view->bytes.data(), view->bytes.size());
    return values;
  }

 private:
  io::SafetensorsFile file_;
};

}  // namespace sextant::testing
