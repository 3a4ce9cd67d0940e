// The tensors of a golden file, as its script here wrote them: float64, by name.
#pragma once

#include <torch/types.h>

#include <map>
#include <string>

#include "sextant/io/safetensors.h"

namespace sextant::testing {

/// @param file  name of a file in tests/golden
inline std::map<std::string, torch::Tensor> golden_tensors(const std::string& file) {
  const io::SafetensorsFile opened(std::string(SEXTANT_SOURCE_DIR "/tests/golden/") + file);
  std::map<std::string, torch::Tensor> tensors;
  for (const io::TensorView& view : opened.tensors()) {
    torch::Tensor values = torch::empty(std::vector<int64_t>(view.shape.begin(), view.shape.end()), torch::kFloat64);
    TORCH_CHECK(values.nbytes() == view.bytes.size(), file, ": ", view.name, " is not float64");
    std::memcpy(values.data_ptr(), view.bytes.data(), view.bytes.size());
    tensors[std::string(view.name)] = values;
  }
  return tensors;
}

}  // namespace sextant::testing
