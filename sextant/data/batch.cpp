#include "sextant/data/batch.h"

namespace sextant::data {

Batch on_device(Batch batch, torch::Device device) {
  for (const auto& [name, member] : kBatchTensors)
    if ((batch.*member).defined()) batch.*member = (batch.*member).to(device);
  return batch;
}

int64_t places_read(const Batch& batch) {
  const auto numel = [](const torch::Tensor& tensor) { return tensor.defined() ? tensor.numel() : 0; };
  const int64_t rows = batch.features.defined() ? batch.features.size(0) * batch.features.size(1) : 0;
  return numel(batch.tokens) + rows + numel(batch.source);
}

}  // namespace sextant::data
