// A reader with a head that says what symbols a sequence holds, in order, without being told where they are:
// connectionist temporal classification.
//
//   scores_t = hidden_t·Wᵀ + b                  K symbols, and after them the blank, which says nothing
//   loss = -ln Σ over paths π that say the symbols of Π_t softmax(scores_t)[π_t]
//
// A path says each of its symbols once, however long it stays on it; blanks are left out, and a blank stands between
// a symbol and the same symbol again. Graves et al. 2006, ICML, sections 3 and 4. Not here: the likeliest symbols
// (eval/transcription.h).
#pragma once

#include <torch/nn/pimpl.h>
#include <torch/types.h>

#include <cstdint>
#include <iosfwd>

#include "sextant/models/model.h"
#include "sextant/models/sequence_reader.h"
#include "sextant/nn/linear.h"

namespace sextant::models {

class TranscriberImpl final : public ModelImpl {
 public:
  /// @param options  .transcriber holds the symbols
  /// @throws c10::ValueError for no symbol, one given twice, or as the reader's constructor
  explicit TranscriberImpl(const ModelOptions& options, uint64_t seed = 0);

  /// @return [B, T, K + 1]
  using ModelImpl::scores;
  torch::Tensor scores(const TokenCall& call, const Watch& watch) override;
  /// @param batch  padded on the right; .targets int64 [B, L], symbols in order, then kIgnore
  /// @throws c10::ValueError for a row too short to say its targets, or smoothed labels
  torch::Tensor loss_sum(const torch::Tensor& scores, const data::Batch& batch, double label_smoothing) const override;
  ModelOptions described() const override;
  void pretty_print(std::ostream& stream) const override;

  const TranscriberOptions options;

 private:
  SequenceReader reader_;
  nn::Linear head_ = nullptr;
};
TORCH_MODULE(Transcriber);

}  // namespace sextant::models
