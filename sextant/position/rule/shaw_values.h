// Shaw's relative position representations with vectors beside the values as well: a rule, since the output changes.
//
// Shaw, Uszkoreit and Vaswani, 2018, arXiv:1803.02155, section 3.2, equations 3 and 4.
// Enters as a rule.   output_i = Σ_j weight_ij·(v_j + aV[c]),   c = clip(p_j - p_i, -left, right) + left
//
// Not here: the key term, which is a score encoding of its own and comes from outside.
#pragma once

#include <ATen/core/Generator.h>
#include <torch/nn/pimpl.h>

#include <optional>

#include "sextant/position/on_device.h"
#include "sextant/position/scheme.h"

namespace sextant::position {

class ShawValuesImpl final : public AttentionRule {
 public:
  /// @param key_term       added to the scores
  /// @param rows           int64 [2M + 1]: the vector of each offset -M … M
  /// @param head_channels  E
  /// @param generator      draws the first values; none: LibTorch's global one
  ShawValuesImpl(std::shared_ptr<ScoreEncoding> key_term, const torch::Tensor& rows, int64_t head_channels,
                 const std::optional<at::Generator>& generator);
  torch::Tensor attend(const AttentionProblem& problem, const LayerCall& call) override;

  torch::Tensor values;  ///< aV [left + right + 1, E], shared by the heads

 private:
  torch::Tensor row_of_each_pair(const AttentionProblem& problem);

  std::shared_ptr<ScoreEncoding> key_term_;
  OnDevice rows_;
};
TORCH_MODULE(ShawValues);

}  // namespace sextant::position
