// ReRoPE: no distance counts as more than the window.
//
// Su, "Rectified rotary position embeddings", 2023, kexue.fm/archives/9708; code bojone/rerope.
// Enters as a rule.   RoPE at distance min(i - j, W)
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/mapped_scores.h"
#include "sextant/position/pair_layout.h"
#include "sextant/position/request.h"

namespace sextant::position {

struct ReropeOptions {
  int64_t channels;  ///< D
  int64_t window;    ///< W, tokens
  double base = 10000;
  PairLayout layout = PairLayout::kHalves;

  bool operator==(const ReropeOptions&) const = default;
  /// An eighth of the training length: of Llama's 4096 the 512 of the author's code.
  static ReropeOptions of(const SchemeRequest& request, const settings::Spec&) {
    return {.channels = request.head_channels, .window = std::max<int64_t>(1, request.longest / 8)};
  }
};
template <class Visit>
void fields(ReropeOptions& options, Visit&& visit) {
  visit("window", options.window, "the greatest distance, tokens");
  visit("base", options.base, "base of the wavelengths");
  visit("layout", options.layout, "which two channels form a pair");
}
static_assert(settings::Fields<ReropeOptions>);

class ReropeImpl final : public AttentionRule {
 public:
  using Options = ReropeOptions;
  /// @throws c10::ValueError unless window >= 1
  explicit ReropeImpl(const ReropeOptions& options);
  /// @throws c10::ValueError for real positions or several axes
  torch::Tensor attend(const AttentionProblem& problem, const LayerCall& call) override;
  DistanceMap map() const;

  const ReropeOptions options;

 private:
  RowTable table_;
};
TORCH_MODULE(Rerope);

}  // namespace sextant::position
