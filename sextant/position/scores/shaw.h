// Shaw's relative position representations: trained vectors of the clipped distance, beside keys and values.
//
// Shaw, Uszkoreit and Vaswani, 2018, arXiv:1803.02155, section 3.2.
// Enters at: scores.   score += scale·q_i·aK[c]     with c = clip(p_j - p_i, -left, right) + left
//
// Not here: the vectors beside values (rule/shaw_values.h), which no bias can say.
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/on_device.h"
#include "sextant/position/request.h"

namespace sextant::position {

struct ShawOptions {
  int64_t head_channels;                        ///< D
  int64_t clip = 16;                            ///< tokens on both sides
  std::optional<int64_t> left = {};             ///< tokens behind the query, in place of clip
  std::optional<int64_t> right = {};            ///< tokens ahead of the query, in place of clip
  bool values = true;                           ///< vectors for values too, which makes it a rule
  std::optional<at::Generator> generator = {};  ///< draws the first values; none: LibTorch's global one

  bool operator==(const ShawOptions&) const = default;
  static ShawOptions of(const SchemeRequest& request, const settings::Spec&) {
    return {.head_channels = request.head_channels, .generator = request.generator};
  }
};
template <class Visit>
void fields(ShawOptions& options, Visit&& visit) {
  visit("clip", options.clip, "tokens from which distances count alike");
  visit("left", options.left, "the same, behind the query alone");
  visit("right", options.right, "the same, ahead of the query alone");
  visit("values", options.values, "vectors for values as well as keys");
}
static_assert(settings::Fields<ShawOptions>);

/// For offsets -M … M, M = max(left, right): the row of each.  int64 [2M + 1]
torch::Tensor shaw_rows(const ShawOptions& options);

/// The key term alone.
class ShawImpl final : public ScoreEncoding {
 public:
  using Options = ShawOptions;
  /// @throws c10::ValueError for negative clips
  explicit ShawImpl(const ShawOptions& options);
  /// One DistanceBias [B, H, Q, 2M + 1].
  ScoreTerms terms(const AttentionProblem& problem, const LayerCall& call) override;

  const ShawOptions options;
  torch::Tensor keys;  ///< aK [left + right + 1, D], shared by the heads

 private:
  OnDevice rows_;
};
TORCH_MODULE(Shaw);

}  // namespace sextant::position
