// PoPE: content in the size of a channel, position in its angle alone.
//
// Gopalakrishnan et al., "Decoupling the what and where with polar coordinate positional embedding", 2025,
// arXiv:2509.10534, section 3; x-transformers, PolarEmbedding.
// Enters as a rule.   score_ij = Σ_c softplus(q_ic)·softplus(k_jc)·cos((p_i - p_j)·w_c - δ_c)·scale,
//   w_c = B^(-c/D), c < D
//
// Every channel is a pair of its own, so the products are twice as wide; fused kernels take them as such.
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/request.h"
#include "sextant/position/rotary_table.h"

namespace sextant::position {

enum class PopeStart { kZero, kUniform };
constexpr auto names_of(PopeStart) {
  return std::array{std::pair{std::string_view("zero"), PopeStart::kZero},
                    std::pair{std::string_view("uniform"), PopeStart::kUniform}};
}

struct PopeOptions {
  int64_t channels;  ///< D
  int64_t heads;     ///< H
  double base = 10000;
  PopeStart init = PopeStart::kZero;
  std::optional<at::Generator> generator = {};  ///< draws uniform offsets; none: LibTorch's global one

  bool operator==(const PopeOptions&) const = default;
  static PopeOptions of(const SchemeRequest& request, const settings::Spec&) {
    return {.channels = request.head_channels, .heads = request.heads, .generator = request.generator};
  }
};
template <class Visit>
void fields(PopeOptions& options, Visit&& visit) {
  visit("base", options.base, "base of the wavelengths");
  visit("init", options.init, "first offsets: zero, or uniform over a turn");
}
static_assert(settings::Fields<PopeOptions>);

class PopeImpl final : public AttentionRule {
 public:
  using Options = PopeOptions;
  /// @throws c10::ValueError unless base > 1
  explicit PopeImpl(const PopeOptions& options);
  /// @throws c10::ValueError for a problem of other heads than the offsets are for
  torch::Tensor attend(const AttentionProblem& problem, const LayerCall& call) override;

  const PopeOptions options;
  torch::Tensor offsets;  ///< δ [H, D], radians; in training first brought back to [-2π, 0]

 private:
  RowTable table_;  ///< rows [2, D]
};
TORCH_MODULE(Pope);

}  // namespace sextant::position
