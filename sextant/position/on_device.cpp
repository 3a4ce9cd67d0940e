#include "sextant/position/on_device.h"

#include <c10/core/InferenceMode.h>

namespace sextant::position {

torch::Tensor OnDevice::at(torch::Device device, torch::ScalarType dtype) {
  for (const torch::Tensor& copy : copies_)
    if (copy.device() == device && copy.scalar_type() == dtype) return copy;
  // A copy made in inference mode could not be saved for a later backward pass.
  const c10::InferenceMode normal(false);
  return copies_.emplace_back(host().to(device, dtype));
}

}  // namespace sextant::position
