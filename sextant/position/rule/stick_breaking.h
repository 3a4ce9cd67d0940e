// Stick-breaking attention: the nearest key takes its share of the weight first, the next one its share of the rest.
//
// Tan et al., 2024, arXiv:2410.17980. As a rule it replaces both the softmax and the encoding.
// Enters as a rule.   weight_ij = sigmoid(z_ij)·Π over l = j+1 … i-1 of (1 - sigmoid(z_il)),   z = scale·q·k
//
// Keys count by their order, nearest first, and only those a query may see. A query does not see itself unless
// current=true, so the first token of a document gets zeros. What is left of the stick goes nowhere.
//
// Not here: any use of what is left.
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/request.h"

namespace sextant::position {

struct StickBreakingOptions {
  bool current = false;  ///< a query sees its own token too

  bool operator==(const StickBreakingOptions&) const = default;
  static StickBreakingOptions of(const SchemeRequest&, const settings::Spec&) { return {}; }
};
template <class Visit>
void fields(StickBreakingOptions& options, Visit&& visit) {
  visit("current", options.current, "a query sees its own token too");
}
static_assert(settings::Fields<StickBreakingOptions>);

/// The weights of a problem, [B, H, Q, S], float64 if q is, else float32. Each row sums to 1 at most.
torch::Tensor stick_breaking_weights(const AttentionProblem& problem, const StickBreakingOptions& options);

class StickBreakingImpl final : public AttentionRule {
 public:
  using Options = StickBreakingOptions;
  explicit StickBreakingImpl(const StickBreakingOptions& options) : options(options) {}
  torch::Tensor attend(const AttentionProblem& problem, const LayerCall& call) override;

  const StickBreakingOptions options;
};
TORCH_MODULE(StickBreaking);

}  // namespace sextant::position
