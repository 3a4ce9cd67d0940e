// Learnable Fourier features: trained frequencies and a small network after them.
//
// Li et al., "Learnable Fourier features for multi-dimensional spatial positional encoding", 2021, arXiv:2106.02795,
// section 3.
// Enters at: embedding.   x + W_p·GELU(W_1·r + b_1) + b_p,   r = [cos W_r p, sin W_r p]/√F,   W_r ~ N(0, γ^-2)
//
// At first r_p·r_q is about ½·exp(-|p - q|²/2γ²): gamma is the distance, in tokens, at which positions stop looking
// alike. Published code sets the standard deviation to γ^-2, which is the variance here; they agree at γ = 1.
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/request.h"

namespace sextant::position {

struct FourierMlpOptions {
  int64_t channels;  ///< C
  int64_t features;  ///< F, even
  int64_t hidden;    ///< of the network
  double gamma = 1;  ///< γ, tokens
  int64_t axes = 1;
  std::optional<at::Generator> generator = {};  ///< draws the first values; none: LibTorch's global one

  bool operator==(const FourierMlpOptions&) const = default;
  static FourierMlpOptions of(const SchemeRequest& request, const settings::Spec&) {
    return {.channels = request.channels,
            .features = (request.channels + 1) / 2 * 2,
            .hidden = request.channels,
            .generator = request.generator};
  }
};
template <class Visit>
void fields(FourierMlpOptions& options, Visit&& visit) {
  visit("features", options.features, "sines and cosines before the network");
  visit("hidden", options.hidden, "width of the network");
  visit("gamma", options.gamma, "tokens at which positions stop looking alike at first");
  visit("axes", options.axes, "of a position: 1 for a text, 2 for a picture");
}
static_assert(settings::Fields<FourierMlpOptions>);

class FourierMlpImpl final : public EmbeddingEncoding {
 public:
  using Options = FourierMlpOptions;
  /// @throws c10::ValueError unless channels, hidden and axes are at least 1, features even and positive, gamma
  /// positive
  explicit FourierMlpImpl(const FourierMlpOptions& options);
  torch::Tensor rows(const LayerCall& call) override;

  const FourierMlpOptions options;
  torch::Tensor frequency;    ///< [axes, F/2], radians a token
  torch::Tensor up_weight;    ///< [hidden, F]
  torch::Tensor up_bias;      ///< [hidden], zeros at first
  torch::Tensor down_weight;  ///< [C, hidden]
  torch::Tensor down_bias;    ///< [C], zeros at first

 private:
  torch::Tensor features(const Positions& positions) const;
};
TORCH_MODULE(FourierMlp);

}  // namespace sextant::position
