// A transformer that reads one text whole and writes another: encoder (both ways), and decoder (causal) with
// cross-attention over what the encoder has read.
//
//   m = encoder(embed(source));   logits = decoder(embed(tokens), m)·Wᵀ
//
// Vaswani et al. 2017, arXiv:1706.03762, sections 3.1 and 3.4: one vocabulary, and, if tied, one matrix for source,
// target and output. Norms stand before each part, as in every transformer here. Position enters by a scheme for each
// of encoder, decoder and cross-attention; the last has none unless asked. Not here: choosing words (room eval).
#pragma once

#include <torch/nn/pimpl.h>
#include <torch/types.h>

#include <cstdint>
#include <iosfwd>

#include "sextant/models/block_stack.h"
#include "sextant/models/model.h"
#include "sextant/models/name_folder.h"
#include "sextant/nn/embedding.h"

namespace sextant::models {

class EncoderDecoderImpl final : public ModelImpl {
 public:
  /// Each weight is drawn by (seed, its name), as a Transformer's.
  /// @throws c10::ValueError naming the field that cannot be; whatever make_scheme refuses; a scheme of
  ///         cross-attention that has no meaning between two texts
  explicit EncoderDecoderImpl(const EncoderDecoderOptions& options, uint64_t seed = 0);

  /// A cache that knows what the encoder makes of call.source, and no token yet.
  /// @throws c10::ValueError if there is no source, or its documents do not fit it
  ModelCache read(const TokenCall& call, const Watch& watch = {});
  /// The decoder's stream before the output head, normed, for tokens that follow those in `cache`, which takes them in.
  /// @param cache  of read()  @return [B, T, C]
  /// @throws c10::ValueError if the call does not fit itself or the cache
  torch::Tensor hidden(const TokenCall& call, ModelCache& cache, const Watch& watch = {});
  /// @param hidden […, C]  @return […, V]
  torch::Tensor logits(const torch::Tensor& hidden) const;
  /// Of every next token, given those before it: teacher forcing.  [B, T, V]
  using ModelImpl::scores;
  torch::Tensor scores(const TokenCall& call, const Watch& watch) override;
  ModelOptions described() const override;
  bool holds(int64_t cached, int64_t known) const { return decoder_.holds(cached, known); }

  void pretty_print(std::ostream& stream) const override;

  const position::Scheme encoder_scheme, decoder_scheme, cross_scheme;
  const EncoderDecoderOptions options;  ///< resolved; specs in canonical text

 private:
  const nn::TokenEmbedding& target_embedding() const { return options.tied ? embedding_ : target_embedding_; }

  nn::TokenEmbedding embedding_;                   ///< of the source; if tied, of the target too
  nn::TokenEmbedding target_embedding_ = nullptr;  ///< if not tied
  NameFolder encoder_names_, decoder_names_;
  BlockStack encoder_, decoder_;
  torch::Tensor head_ = {};  ///< [V, C] if not tied
};
TORCH_MODULE(EncoderDecoder);

}  // namespace sextant::models
