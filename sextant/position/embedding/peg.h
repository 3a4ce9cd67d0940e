// Conditional positional encoding: a small convolution over the picture, whose zero padding says where its edges are.
//
// Chu et al., "Conditional positional encodings for vision transformers", 2021, arXiv:2102.10882; timm,
// models/twins.py, PosConv.
// Enters at: embedding.   x[y, x] + Σ_ab w[a, b] ⊙ x[y + a, x + b] + bias,   published after the first layer: peg@1
//
// Neighbours are tokens of the same document at neighbouring positions, wherever they stand in the sequence; a missing
// one is zero. A 1-D position is a picture of one row. A causal model counts tokens that come later as missing, so that
// decoding agrees with reading all at once. Of tokens at one position the first counts.
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/request.h"

namespace sextant::position {

struct PegOptions {
  int64_t channels;    ///< C
  int64_t kernel = 3;  ///< K, odd
  Direction direction = Direction::kBothWays;
  std::optional<at::Generator> generator = {};  ///< draws the first values; none: LibTorch's global one

  bool operator==(const PegOptions&) const = default;
  static PegOptions of(const SchemeRequest& request, const settings::Spec&) {
    return {.channels = request.channels, .direction = request.direction, .generator = request.generator};
  }
};
template <class Visit>
void fields(PegOptions& options, Visit&& visit) {
  visit("kernel", options.kernel, "rows and columns that a token sees");
}
static_assert(settings::Fields<PegOptions>);

class PegImpl final : public EmbeddingEncoding {
 public:
  using Options = PegOptions;
  /// @throws c10::ValueError unless channels is at least 1 and kernel odd and at least 1
  explicit PegImpl(const PegOptions& options);
  /// [B, T, C]; remembers x.
  torch::Tensor rows(const LayerCall& call) override;

  const PegOptions options;
  torch::Tensor weight;  ///< [K, K, C], at first uniform in ±1/K, LibTorch's for a depthwise convolution
  torch::Tensor bias;    ///< [C], zeros at first
};
TORCH_MODULE(Peg);

}  // namespace sextant::position
