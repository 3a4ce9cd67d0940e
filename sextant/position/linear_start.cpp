#include "sextant/position/linear_start.h"

#include <cmath>

namespace sextant::position {

torch::Tensor linear_start(at::IntArrayRef shape, int64_t inputs, const std::optional<at::Generator>& generator) {
  return (torch::rand(shape, generator) * 2 - 1) / std::sqrt(static_cast<double>(inputs));
}

}  // namespace sextant::position
