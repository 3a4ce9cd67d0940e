#include "sextant/position/scores/kerple.h"

#include "sextant/position/distance.h"

namespace sextant::position {
namespace {
// The authors' code: eps of both parameters, and the exponent past which -|Δ|^r2 is no kernel any more.
constexpr double kLeast = 0.01;
constexpr double kGreatestExponent = 2;
}  // namespace

torch::Tensor kerple_bias(KerpleKind kind, const torch::Tensor& distances, const torch::Tensor& r1,
                          const torch::Tensor& r2) {
  const torch::Tensor a = r1.unsqueeze(-1), b = r2.unsqueeze(-1);
  if (kind == KerpleKind::kLog) return -a * torch::log1p(b * distances);
  // d/db 0^b is 0·ln 0 = NaN in a product of gradients: distance 0 is computed as 1 and taken out.
  const torch::Tensor here = distances == 0;
  return (-a * distances.masked_fill(here, 1).pow(b)).masked_fill(here, 0);
}

KerpleImpl::KerpleImpl(const KerpleOptions& options) : options(options) {
  const bool log = options.kind == KerpleKind::kLog;
  r1 = register_parameter("r1", torch::rand({options.heads}, options.generator) * (log ? 2 : 1));
  r2 = register_parameter("r2", torch::rand({options.heads}, options.generator) * (log ? 1 : 2));
  r1.data().clamp_(kLeast);
  r2.data().clamp_(kLeast);
}

ScoreTerms KerpleImpl::terms(const AttentionProblem& problem, const LayerCall&) {
  if (is_training()) {
    // data(): a graph that still waits for its backward pass must not take this for a change.
    r1.data().clamp_(kLeast);
    r2.data().clamp_(kLeast, options.kind == KerpleKind::kPower ? at::Scalar(kGreatestExponent)
                                                                : at::Scalar(std::numeric_limits<double>::infinity()));
  }
  return {.bias = {distance_bias("kerple", problem, [&](const torch::Tensor& offsets) {
            return kerple_bias(options.kind, offsets.abs(), r1, r2);
          })}};
}

}  // namespace sextant::position
