#include "sextant/position/scores/sandwich.h"

#include "sextant/position/distance.h"

namespace sextant::position {
namespace {
constexpr double kBase = 10000;   // of the sinusoids, as in Vaswani et al.
constexpr double kSteepness = 8;  // the first head's factor is H/8; NeMo's code
}  // namespace

torch::Tensor sandwich_bias(const SandwichOptions& options, const torch::Tensor& offsets) {
  const auto real = torch::dtype(torch::kFloat64).device(offsets.device());
  const auto heads = static_cast<double>(options.heads), width = static_cast<double>(options.width);
  const torch::Tensor k = torch::arange(1, options.width / 2 + 1, real);
  const torch::Tensor frequencies = torch::exp(k * (-2 * std::log(kBase) / width));
  const torch::Tensor waves = torch::outer(offsets.to(torch::kFloat64), frequencies).cos().sum(1) - width / 2;
  const torch::Tensor factors = heads / kSteepness / torch::arange(1, options.heads + 1, real);
  return torch::outer(factors, waves);
}

SandwichImpl::SandwichImpl(const SandwichOptions& options) : options(options) {
  TORCH_CHECK_VALUE(options.width >= 2 && options.width % 2 == 0, "sandwich: width must be even and at least 2, got ",
                    options.width);
}

ScoreTerms SandwichImpl::terms(const AttentionProblem& problem, const LayerCall&) {
  return {.bias = {distance_bias("sandwich", problem, [this](const torch::Tensor& offsets) {
            return sandwich_bias(options, offsets).to(offsets.scalar_type());
          })}};
}

}  // namespace sextant::position
