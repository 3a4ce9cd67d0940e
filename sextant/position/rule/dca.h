// Dual chunk attention: positions start again in every chunk, and earlier chunks keep a distance the model knows.
//
// An et al., "Training-free long-context scaling of large language models", 2024, arXiv:2402.17463, section 3; code
// HKUNLP/ChunkLlama.
// Enters as a rule.   with c = C - l, a = i mod c, b = j mod c: RoPE at distance a - b in the same chunk,
//   min(c + a, C) - b from the chunk before, min(2c - 1, C) - b from older ones
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/mapped_scores.h"
#include "sextant/position/pair_layout.h"
#include "sextant/position/request.h"

namespace sextant::position {

struct DcaOptions {
  int64_t channels;  ///< D
  int64_t chunk;     ///< C, tokens: no distance is greater
  int64_t local;     ///< l, tokens by which chunks are shorter, so that the first of one know the last of another
  double base = 10000;
  PairLayout layout = PairLayout::kHalves;

  bool operator==(const DcaOptions&) const = default;
  /// Three quarters and a sixteenth of the training length, as in the authors' code.
  static DcaOptions of(const SchemeRequest& request, const settings::Spec&) {
    return {.channels = request.head_channels,
            .chunk = std::max<int64_t>(2, request.longest * 3 / 4),
            .local = request.longest / 16};
  }
};
template <class Visit>
void fields(DcaOptions& options, Visit&& visit) {
  visit("chunk", options.chunk, "the greatest distance, tokens");
  visit("local", options.local, "tokens past a chunk's start that still see the one before at true distance");
  visit("base", options.base, "base of the wavelengths");
  visit("layout", options.layout, "which two channels form a pair");
}
static_assert(settings::Fields<DcaOptions>);

class DcaImpl final : public AttentionRule {
 public:
  using Options = DcaOptions;
  /// @throws c10::ValueError unless 0 <= local < chunk
  explicit DcaImpl(const DcaOptions& options);
  /// @throws c10::ValueError for real positions or several axes
  torch::Tensor attend(const AttentionProblem& problem, const LayerCall& call) override;
  DistanceMap map() const;

  const DcaOptions options;

 private:
  RowTable table_;
};
TORCH_MODULE(Dca);

}  // namespace sextant::position
