// Transformer-XL's relative attention: sinusoids of the distance, projected, and two trained queries of no content.
//
// Dai et al., 2019, arXiv:1901.02860, section 3.3.
// Enters at: scores.   scale·[(q_i + u)·k_j + (q_i + v)·W P_Δ],   Δ = p_i - p_j,   P_Δ = [sin Δw | cos Δw]
//
// q·k is the model's; the rest are a KeyBias u·k and a table of (q + v)·W P over the distances. The authors shift rows
// of a table in place ("rel_shift"); here the table is looked up by position, so any queries may meet any keys. Real
// positions, and integers too far apart for a table, split the sines by the theorem of addition instead:
// sin Δw = sin p_i w cos p_j w - cos p_i w sin p_j w. That is exact, and one product of matrices.
//
// Not here: the memory of a previous segment, which is the cache; u and v shared by all layers.
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/request.h"
#include "sextant/position/sinusoid.h"

namespace sextant::position {

struct TransformerXlOptions {
  int64_t heads;          ///< H
  int64_t channels;       ///< C, of the sinusoids
  int64_t head_channels;  ///< D
  double base = 10000;
  std::optional<at::Generator> generator = {};  ///< draws the first values; none: LibTorch's global one

  bool operator==(const TransformerXlOptions&) const = default;
  static TransformerXlOptions of(const SchemeRequest& request, const settings::Spec&) {
    return {.heads = request.heads,
            .channels = request.channels,
            .head_channels = request.head_channels,
            .generator = request.generator};
  }
};
template <class Visit>
void fields(TransformerXlOptions& options, Visit&& visit) {
  visit("base", options.base, "base of the wavelengths");
}
static_assert(settings::Fields<TransformerXlOptions>);

class TransformerXlImpl final : public ScoreEncoding {
 public:
  using Options = TransformerXlOptions;
  /// @throws c10::ValueError unless the channels are even and the base positive
  explicit TransformerXlImpl(const TransformerXlOptions& options);
  /// A KeyBias [B, H, S] and a DistanceBias [B, H, Q, N]; in its place a DenseBias for positions that fit no table.
  ScoreTerms terms(const AttentionProblem& problem, const LayerCall& call) override;

  const TransformerXlOptions options;
  torch::Tensor projection;  ///< W [H·D, C]
  torch::Tensor content;     ///< u [H, D]
  torch::Tensor place;       ///< v [H, D]

 private:
  BiasTerm by_table(const torch::Tensor& queries, int64_t farthest) const;
  BiasTerm by_pair(const torch::Tensor& queries, const AttentionProblem& problem) const;
  Sinusoid sinusoid() const;
};
TORCH_MODULE(TransformerXl);

}  // namespace sextant::position
