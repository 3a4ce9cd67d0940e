// A temperature that grows with the query's position, so that attention over more keys stays as sharp.
//
// kind=log        max(1, ln(p + 1)/ln L0)               ReRoPE; the YaRN repository
// kind=llama4     β·ln(floor((p + 1)/L0) + 1) + 1       Llama 4 in Hugging Face, on its layers without an encoding
// kind=ministral  1 + β·ln(1 + floor(p/L0))             Ministral 3 in Hugging Face: p, not p + 1
// Enters at: scores, as a factor of q. It reads absolute positions, so a relative model is relative no longer.
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/request.h"

namespace sextant::position {

enum class LognKind { kLog, kLlama4, kMinistral };
constexpr auto names_of(LognKind) {
  return std::array{std::pair{std::string_view("log"), LognKind::kLog},
                    std::pair{std::string_view("llama4"), LognKind::kLlama4},
                    std::pair{std::string_view("ministral"), LognKind::kMinistral}};
}

struct LognOptions {
  LognKind kind = LognKind::kLog;
  int64_t original;   ///< L0, tokens; Llama 4's floor_scale
  double beta = 0.1;  ///< Llama 4's attn_scale, Ministral's llama_4_scaling_beta

  bool operator==(const LognOptions&) const = default;
  /// L0 is the longest training sequence, but 8192 for kind=llama4.
  static LognOptions of(const SchemeRequest& request, const settings::Spec& spec);
};
template <class Visit>
void fields(LognOptions& options, Visit&& visit) {
  visit("kind", options.kind, "which published formula");
  visit("original", options.original, "tokens from which the factor grows");
  visit("beta", options.beta, "how fast, with kind=llama4 and ministral");
}
static_assert(settings::Fields<LognOptions>);

/// The factors of queries at `positions`, float64 of any shape.
torch::Tensor logn_factors(const LognOptions& options, const torch::Tensor& positions);

class LognImpl final : public ScoreEncoding {
 public:
  using Options = LognOptions;
  /// @throws c10::ValueError unless original >= 2, and for a beta that kind=log does not read
  explicit LognImpl(const LognOptions& options);
  /// A query_scale [B|1, 1, Q].
  ScoreTerms terms(const AttentionProblem& problem, const LayerCall& call) override;

  const LognOptions options;
};
TORCH_MODULE(Logn);

}  // namespace sextant::position
