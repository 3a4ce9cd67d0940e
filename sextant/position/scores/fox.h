// FoX, the forgetting transformer: every token says how much of what came before it is still worth.
//
// Lin et al., 2025, arXiv:2503.02130.
// Enters at: scores.   score[h, i, j] += Σ over t = j+1 … i of ln f_t[h],   f_t = sigmoid(W x_t + b)
//
// The sum is C_i - C_j with prefix sums C. C_i is the same for all keys of a query and drops out of the softmax, so the
// bias is -C_j: one number a key. The sums are float64 and kept in the memory, so a new token reaches every old key.
// It goes by the order of tokens, not by their positions.
//
// CABLE (Veisi et al., 2025, arXiv:2503.08067) in its published code is this function with the sign of W and b turned,
// -softplus(z) being ln sigmoid(-z), and b started at 0: `fox:bias=0`.
//
// Not here: the query, key and output norms and gates of the paper's "Pro" block, which are the model's.
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/request.h"

namespace sextant::position {

struct FoxOptions {
  int64_t heads;                                ///< H
  int64_t channels;                             ///< C
  double bias = 5;                              ///< start of b; 5 forgets 0.7 % a token
  std::optional<at::Generator> generator = {};  ///< draws the first values; none: LibTorch's global one

  bool operator==(const FoxOptions&) const = default;
  static FoxOptions of(const SchemeRequest& request, const settings::Spec&) {
    return {.heads = request.heads, .channels = request.channels, .generator = request.generator};
  }
};
template <class Visit>
void fields(FoxOptions& options, Visit&& visit) {
  visit("bias", options.bias, "start of the gates' bias: the greater, the less is forgotten");
}
static_assert(settings::Fields<FoxOptions>);

class FoxImpl final : public ScoreEncoding {
 public:
  using Options = FoxOptions;
  /// @throws c10::ValueError unless the bias is finite
  explicit FoxImpl(const FoxOptions& options);
  /// One KeyBias [B, H, S] in float64.
  /// @throws c10::ValueError unless the keys are the tokens that this memory and this call have read
  ScoreTerms terms(const AttentionProblem& problem, const LayerCall& call) override;

  const FoxOptions options;
  torch::Tensor weight, bias;  ///< W [H, C], b [H]
};
TORCH_MODULE(Fox);

}  // namespace sextant::position
