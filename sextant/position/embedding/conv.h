// Convolutional position: what a wide grouped convolution hears around each token.
//
// Baevski et al., "wav2vec 2.0", 2020, arXiv:2006.11477, section 2, and its code; transformers,
// Wav2Vec2PositionalConvEmbedding.
// Enters at: embedding.   x + GELU(conv(x)),   weights g_k·v_k/|v_k| for each of K taps
//
// A model that looks both ways pads K/2 zeros on both sides and, for even K, drops the last frame, as published. A
// causal model pads K - 1 in front: tap K - 1 is the token itself, and decoding agrees with reading all at once. It
// goes by order alone, within a document; what positions say is not looked at.
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/request.h"

namespace sextant::position {

struct ConvOptions {
  int64_t channels;      ///< C
  int64_t kernel = 128;  ///< K, tokens
  int64_t groups;        ///< of channels that hear each other
  Direction direction = Direction::kBothWays;
  std::optional<at::Generator> generator = {};  ///< draws the first values; none: LibTorch's global one

  bool operator==(const ConvOptions&) const = default;
  /// 16 groups as published, or as many of 16 as divide C.
  static ConvOptions of(const SchemeRequest& request, const settings::Spec&) {
    return {.channels = request.channels,
            .groups = std::gcd(request.channels, int64_t{16}),
            .direction = request.direction,
            .generator = request.generator};
  }
};
template <class Visit>
void fields(ConvOptions& options, Visit&& visit) {
  visit("kernel", options.kernel, "tokens that a row hears");
  visit("groups", options.groups, "groups of channels that hear each other");
}
static_assert(settings::Fields<ConvOptions>);

class ConvImpl final : public EmbeddingEncoding {
 public:
  using Options = ConvOptions;
  /// @throws c10::ValueError unless kernel is at least 1 and groups divides C
  explicit ConvImpl(const ConvOptions& options);
  /// [B, T, C]; remembers x.
  torch::Tensor rows(const LayerCall& call) override;

  const ConvOptions options;
  torch::Tensor direction;  ///< v, [C, C/groups, K], at first normal with variance 4/(K·C), as fairseq
  torch::Tensor size;       ///< g, [1, 1, K], at first |v|
  torch::Tensor bias;       ///< [C], zeros at first

 private:
  torch::Tensor heard(const torch::Tensor& x) const;
};
TORCH_MODULE(Conv);

}  // namespace sextant::position
