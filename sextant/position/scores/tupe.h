// TUPE: positions are compared with positions by maps of their own, and content only with content.
//
// Ke, He and Liu, 2020, arXiv:2006.15595, section 3; norm, start and the rows of [CLS] of the authors' code.
// Enters at: scores.   q_i·k_j·scale/√2 + (U_q P_i)·(U_k P_j)/√(2D),   P_p = norm(E[p])
//
// With cls=true position 0 is a token for the whole sequence, [CLS], which has no place: all queries see it with one
// trained number a head, and it sees all keys with another. As in the authors' code these are (U_q P)·(U_k P) of two
// rows of E, and the row of position p is p + 1.
//
// One set of weights serves all layers, as in the authors' code. Not here: the T5 bias of TUPE-R (the scheme t5).
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/request.h"

namespace sextant::position {

struct TupeOptions {
  int64_t heads;                                ///< H
  int64_t channels;                             ///< C
  int64_t head_channels;                        ///< D
  int64_t positions;                            ///< rows of the table, without those of [CLS]
  bool cls = false;                             ///< position 0 is [CLS]
  std::optional<at::Generator> generator = {};  ///< draws the first values; none: LibTorch's global one

  bool operator==(const TupeOptions&) const = default;
  static TupeOptions of(const SchemeRequest& request, const settings::Spec&) {
    return {.heads = request.heads,
            .channels = request.channels,
            .head_channels = request.head_channels,
            .positions = request.longest,
            .generator = request.generator};
  }
};
template <class Visit>
void fields(TupeOptions& options, Visit&& visit) {
  visit("positions", options.positions, "rows of the table");
  visit("cls", options.cls, "position 0 is a token for the whole sequence, without a place");
}
static_assert(settings::Fields<TupeOptions>);

class TupeImpl final : public ScoreEncoding {
 public:
  using Options = TupeOptions;
  /// @throws c10::ValueError unless positions is at least 1
  explicit TupeImpl(const TupeOptions& options);
  /// One DenseBias [B|1, H, Q, S], and 1/√2 as query_scale.
  /// @throws c10::ValueError for positions without a row
  ScoreTerms terms(const AttentionProblem& problem, const LayerCall& call) override;

  const TupeOptions options;
  torch::Tensor rows;                      ///< E [positions, C]; one more with cls=true
  torch::Tensor norm_weight, norm_bias;    ///< [C]
  torch::Tensor query_weight, query_bias;  ///< U_q [H·D, C], [H·D]
  torch::Tensor key_weight;                ///< U_k [H·D, C]
  torch::Tensor key_bias;                  ///< [H·D] with cls=true; without, no softmax sees it and it is not defined

 private:
  torch::Tensor row_indices(const Positions& positions) const;
  torch::Tensor projected(const torch::Tensor& index, const torch::Tensor& weight, const torch::Tensor& bias) const;
  torch::Tensor of_cls(int64_t row) const;
};
TORCH_MODULE(Tupe);

}  // namespace sextant::position
