// Self-Extend: neighbours at their true distance, far tokens in groups that share one position.
//
// Jin et al., "LLM maybe LongLM: Self-extend LLM context window without tuning", 2024, arXiv:2401.01325, section 3.
// Enters as a rule.   RoPE at distance Δ = i - j if Δ < W, else floor(i/G) - floor(j/G) + W - floor(W/G)
//
// With G dividing W the map never decreases and has no jump at W. A model trained at L0 tokens then reads (L0 - W)·G +
// W.
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/mapped_scores.h"
#include "sextant/position/pair_layout.h"
#include "sextant/position/request.h"

namespace sextant::position {

struct SelfExtendOptions {
  int64_t channels;   ///< D
  int64_t window;     ///< W, tokens
  int64_t group = 4;  ///< G, tokens
  double base = 10000;
  PairLayout layout = PairLayout::kHalves;

  bool operator==(const SelfExtendOptions&) const = default;
  /// A quarter of the training length: of Llama's 4096 the 1024 that the authors use.
  static SelfExtendOptions of(const SchemeRequest& request, const settings::Spec&) {
    const int64_t quarter = std::max<int64_t>(4, request.longest / 16 * 4);
    return {.channels = request.head_channels, .window = quarter};
  }
};
template <class Visit>
void fields(SelfExtendOptions& options, Visit&& visit) {
  visit("window", options.window, "tokens that keep their true distance, a multiple of group");
  visit("group", options.group, "tokens past the window that share a position");
  visit("base", options.base, "base of the wavelengths");
  visit("layout", options.layout, "which two channels form a pair");
}
static_assert(settings::Fields<SelfExtendOptions>);

class SelfExtendImpl final : public AttentionRule {
 public:
  using Options = SelfExtendOptions;
  /// @throws c10::ValueError unless group >= 1 divides window >= 1
  explicit SelfExtendImpl(const SelfExtendOptions& options);
  /// @throws c10::ValueError for real positions or several axes
  torch::Tensor attend(const AttentionProblem& problem, const LayerCall& call) override;
  DistanceMap map() const;

  const SelfExtendOptions options;

 private:
  RowTable table_;
};
TORCH_MODULE(SelfExtend);

}  // namespace sextant::position
