// DAPE: another encoding's bias, corrected by a small network that reads the scores it is added to.
//
// Zheng et al., 2024, arXiv:2405.14722; the authors' code, which puts the scores before the bias.
// Enters at: scores.   B + f([S; B]),   S = scale·q·k of all heads,   f: Linear 2H-width, LeakyReLU, Linear width-H
//
// Not here: the last layer's bias, one constant a head, which no softmax sees; version 2's convolution over keys.
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/request.h"

namespace sextant::position {

struct DapeOptions {
  int64_t heads;                                ///< H
  std::string over = "kerple";                  ///< the scheme on scores that gives B
  int64_t width = 32;                           ///< of the hidden layer
  std::optional<at::Generator> generator = {};  ///< draws the first values; none: LibTorch's global one

  bool operator==(const DapeOptions&) const = default;
  static DapeOptions of(const SchemeRequest& request, const settings::Spec&) {
    return {.heads = request.heads, .generator = request.generator};
  }
};
template <class Visit>
void fields(DapeOptions& options, Visit&& visit) {
  visit("over", options.over, "the scheme whose bias is corrected");
  visit("width", options.width, "of the hidden layer");
}
static_assert(settings::Fields<DapeOptions>);

class DapeImpl final : public ScoreEncoding {
 public:
  using Options = DapeOptions;
  /// @param inner  gives B
  /// @throws c10::ValueError unless width is at least 1 and there is an inner scheme on scores
  DapeImpl(const DapeOptions& options, std::shared_ptr<ScoreEncoding> inner);
  /// One DenseBias [B, H, Q, S].
  /// @throws c10::ValueError if the inner scheme does more than give a bias
  ScoreTerms terms(const AttentionProblem& problem, const LayerCall& call) override;

  const DapeOptions options;
  torch::Tensor in_weight, in_bias;  ///< [width, 2H], [width]
  torch::Tensor out_weight;          ///< [H, width]

 private:
  std::shared_ptr<ScoreEncoding> inner_;
};
TORCH_MODULE(Dape);

/// The scheme with the inner one that `over=` names.
Encoding make_dape(const SchemeRequest& request, const settings::Spec& spec);

}  // namespace sextant::position
