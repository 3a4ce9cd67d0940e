// Swin's relative bias: one trained number a head for each offset inside a window of a grid.
//
// Liu et al., 2021, arXiv:2103.14030, section 3.2, equation 4; the index of the authors' code.
// Enters at: scores.   score[h, i, j] += table[(dy + M - 1)·(2M - 1) + dx + M - 1, h],   (dy, dx) = p_i - p_j
//
// Swin never shows a query a key outside its window; where a key is farther away, the edge of the table stands for it.
// Positions come as [rows, columns]; a 1-D position counts on both axes.
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/request.h"

namespace sextant::position {

struct SwinOptions {
  int64_t heads;                                ///< H
  int64_t window = 7;                           ///< M, tokens a side
  std::optional<at::Generator> generator = {};  ///< draws the first values; none: LibTorch's global one

  bool operator==(const SwinOptions&) const = default;
  static SwinOptions of(const SchemeRequest& request, const settings::Spec&) {
    return {.heads = request.heads, .generator = request.generator};
  }
};
template <class Visit>
void fields(SwinOptions& options, Visit&& visit) {
  visit("window", options.window, "tokens a side; farther offsets share the edge's numbers");
}
static_assert(settings::Fields<SwinOptions>);

class SwinImpl final : public ScoreEncoding {
 public:
  using Options = SwinOptions;
  /// @throws c10::ValueError unless the window is at least 1
  explicit SwinImpl(const SwinOptions& options);
  /// One DenseBias [B|1, H, Q, S].
  /// @throws c10::ValueError for real positions and for more than two axes
  ScoreTerms terms(const AttentionProblem& problem, const LayerCall& call) override;

  const SwinOptions options;
  torch::Tensor table;  ///< [(2M - 1)², H]
};
TORCH_MODULE(Swin);

}  // namespace sextant::position
