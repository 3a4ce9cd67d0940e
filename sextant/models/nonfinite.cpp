#include "sextant/models/nonfinite.h"

namespace sextant::models {

std::string first_nonfinite(ModelImpl& model, const TokenCall& call) {
  const torch::NoGradGuard no_grad;
  std::string first;
  const auto look = [&](const std::string& part, const torch::Tensor& output) {
    if (first.empty() && !torch::isfinite(output).all().item<bool>()) first = part;
  };
  look("head", model.scores(call, look));
  return first;
}

}  // namespace sextant::models
