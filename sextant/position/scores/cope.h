// CoPE, contextual position encoding: positions are counted in tokens that matter, which the query decides.
//
// Golovneva et al., 2024, arXiv:2405.18719, section 4; the code in its appendix B.
// Enters at: scores.   g_ij = sigmoid(scale·q_i·k_j),   P_ij = min(Σ over t = j … i of g_it, n - 1),
//                      score += q_i·E[P_ij], interpolated between the whole positions around P_ij
//
// Keys a query does not see open no gate. It goes by the order of tokens, not by their positions. E is shared by the
// heads. The authors start E at 0, where a model cannot tell any order before the first step; here it starts small.
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/request.h"

namespace sextant::position {

struct CopeOptions {
  int64_t head_channels;                        ///< D
  int64_t positions = 64;                       ///< n, rows of E; whatever counts higher stands at n - 1
  std::optional<at::Generator> generator = {};  ///< draws the first values; none: LibTorch's global one

  bool operator==(const CopeOptions&) const = default;
  static CopeOptions of(const SchemeRequest& request, const settings::Spec&) {
    return {.head_channels = request.head_channels, .generator = request.generator};
  }
};
template <class Visit>
void fields(CopeOptions& options, Visit&& visit) {
  visit("positions", options.positions, "rows of the table; counts past it stand at the last");
}
static_assert(settings::Fields<CopeOptions>);

/// P_ij of a problem, [B, H, Q, S].
torch::Tensor cope_positions(const AttentionProblem& problem, int64_t positions);

class CopeImpl final : public ScoreEncoding {
 public:
  using Options = CopeOptions;
  /// @throws c10::ValueError unless positions is at least 2
  explicit CopeImpl(const CopeOptions& options);
  /// One DenseBias [B, H, Q, S].
  ScoreTerms terms(const AttentionProblem& problem, const LayerCall& call) override;

  const CopeOptions options;
  torch::Tensor rows;  ///< E [n, D]
};
TORCH_MODULE(Cope);

}  // namespace sextant::position
