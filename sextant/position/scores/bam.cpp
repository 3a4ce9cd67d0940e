#include "sextant/position/scores/bam.h"

#include "sextant/position/distance.h"
#include "sextant/position/slopes.h"

namespace sextant::position {

BamImpl::BamImpl(const BamOptions& options) : options(options) {
  TORCH_CHECK_VALUE(std::isfinite(options.shape) && options.shape >= 0, "bam: shape must be at least 0, got ",
                    options.shape);
  const torch::Tensor slopes = torch::tensor(alibi_slopes(options.heads, SlopeRule::kAuthors), torch::kFloat64);
  log_slopes = register_parameter("log_slopes", slopes.log().to(torch::kFloat32));
  shapes = register_parameter("shapes", torch::full({options.heads}, options.shape, torch::kFloat32));
  if (options.centre) centre = register_parameter("centre", torch::zeros({options.heads}, torch::kFloat32));
}

ScoreTerms BamImpl::terms(const AttentionProblem& problem, const LayerCall&) {
  constexpr double kNoZero = 1e-5;  // the authors' eps: a power of 0 has no gradient by its exponent
  return {.bias = {distance_bias("bam", problem, [&](const torch::Tensor& offsets) {
            const auto by_head = [](const torch::Tensor& values) { return values.unsqueeze(-1); };
            const torch::Tensor from_peak =
                centre.defined() ? offsets - by_head(centre.sinh() * 2) : offsets.unsqueeze(0);
            return -(from_peak.abs() + kNoZero).pow(by_head(shapes)) * by_head(log_slopes.exp());
          })}};
}

}  // namespace sextant::position
