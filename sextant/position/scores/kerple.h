// KERPLE: a kernel of the distance with two trained numbers a head, logarithmic or a power.
//
// Chi et al., 2022, arXiv:2205.09921, section 4; start values and limits of the authors' code.
// Enters at: scores.   log: -r1 ln(1 + r2 |p_i - p_j|)     power: -r1 |p_i - p_j|^r2
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/request.h"

namespace sextant::position {

enum class KerpleKind { kLog, kPower };
constexpr auto names_of(KerpleKind) {
  return std::array{std::pair{std::string_view("log"), KerpleKind::kLog},
                    std::pair{std::string_view("power"), KerpleKind::kPower}};
}

struct KerpleOptions {
  int64_t heads;  ///< H
  KerpleKind kind = KerpleKind::kLog;
  std::optional<at::Generator> generator = {};  ///< draws the first values; none: LibTorch's global one

  bool operator==(const KerpleOptions&) const = default;
  static KerpleOptions of(const SchemeRequest& request, const settings::Spec&) {
    return {.heads = request.heads, .generator = request.generator};
  }
};
template <class Visit>
void fields(KerpleOptions& options, Visit&& visit) {
  visit("kind", options.kind, "logarithmic, or a power of the distance");
}
static_assert(settings::Fields<KerpleOptions>);

/// The bias of distances |p_i - p_j| [n] with r1, r2 [H].  [H, n]
torch::Tensor kerple_bias(KerpleKind kind, const torch::Tensor& distances, const torch::Tensor& r1,
                          const torch::Tensor& r2);

class KerpleImpl final : public ScoreEncoding {
 public:
  using Options = KerpleOptions;
  explicit KerpleImpl(const KerpleOptions& options);
  /// One DistanceBias over the distances that occur; a DenseBias for real positions. In training the parameters are
  /// first brought back to r1, r2 >= 0.01 and an exponent <= 2, as the authors' code does in each forward pass.
  ScoreTerms terms(const AttentionProblem& problem, const LayerCall& call) override;

  const KerpleOptions options;
  torch::Tensor r1;  ///< [H], at first uniform in [0, 2] (log) or [0, 1] (power)
  torch::Tensor r2;  ///< [H], at first uniform in [0, 1] (log) or [0, 2] (power)
};
TORCH_MODULE(Kerple);

}  // namespace sextant::position
