// A reader of tokens with a head that tells classes apart.
//
//   scores = pool(hidden(tokens))·Wᵀ + b      one row a text, over its own tokens: padding has no say
#pragma once

#include <torch/nn/pimpl.h>
#include <torch/types.h>

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

#include "sextant/models/model.h"
#include "sextant/models/sequence_reader.h"
#include "sextant/nn/linear.h"

namespace sextant::models {

class ClassifierImpl final : public ModelImpl {
 public:
  /// @param options  .classifier holds the labels
  /// @throws c10::ValueError for fewer than two labels, one given twice, a pooling by the first or last output of a
  ///         reader that has not read the text there, or as the reader's constructor
  explicit ClassifierImpl(const ModelOptions& options, uint64_t seed = 0);

  /// @return [B, K]; of a row without tokens the scores of an empty text
  using ModelImpl::scores;
  torch::Tensor scores(const TokenCall& call, const Watch& watch) override;
  ModelOptions described() const override;
  void pretty_print(std::ostream& stream) const override;

  const ClassifierOptions options;

 private:
  SequenceReader reader_;
  nn::Linear head_ = nullptr;
};
TORCH_MODULE(Classifier);

/// One row of each text's own rows.
/// @param hidden [B, T, C]  @param documents int64 [B, T], -1 = padding; undefined = none  @return [B, C], zeros
///        without tokens
torch::Tensor pooled(const torch::Tensor& hidden, const torch::Tensor& documents, Pooling pooling);

}  // namespace sextant::models
