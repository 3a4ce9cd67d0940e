// A transformer over tokens or rows of features: decoder (causal) or encoder (both ways), in which position enters only
// by its scheme.
//
//   x = embed(tokens), fused with place 1      once, or at each layer named by the scheme; W·features + b if it reads
//   them x = x + attention(norm(x)), places 2 to 4;  x = x + feed_forward(norm(x))      L times logits = norm(x)·Wᵀ W:
//   the token embedding if tied, else its own
//
// Vaswani et al. 2017, arXiv:1706.03762; norms before each part as in GPT-2. Not here: any encoding (room position),
// training, files (folder.h).
#pragma once

#include <torch/nn/pimpl.h>
#include <torch/types.h>

#include <cstdint>
#include <iosfwd>

#include "sextant/models/block_stack.h"
#include "sextant/models/input_reader.h"
#include "sextant/models/model.h"
#include "sextant/position/registry.h"

namespace sextant::models {

/// What the scheme of such a model is built for.
/// @param options  resolved
position::SchemeRequest request_of(const TransformerOptions& options);

/// That scheme; the first values of its weights are drawn from `seed`.
/// @param options  resolved
/// @throws c10::ValueError as make_scheme
position::Scheme scheme_of(const TransformerOptions& options, uint64_t seed);

class TransformerImpl final : public ModelImpl {
 public:
  /// Weights are normal, of deviation √(2 / 5C), those that end a residual branch divided by √(2L), gains 1, biases 0
  /// (initialise.h). Each is drawn by (seed, its name), so models that differ in `pos` alone share all other weights.
  /// @throws c10::ValueError naming the field that cannot be; whatever make_scheme refuses
  explicit TransformerImpl(const TransformerOptions& options, uint64_t seed = 0);
  /// A model around a scheme that no spec can name: an encoding of one's own. `scheme.spec` is what it is called in
  /// place of options.pos; load_model knows no such name.
  /// @throws c10::ValueError as above, or unless the scheme has one entry for each layer
  TransformerImpl(const TransformerOptions& options, position::Scheme scheme, uint64_t seed = 0);

  /// The stream before the output head, normed.  [B, T, C]
  torch::Tensor hidden(const TokenCall& call, const Watch& watch = {});
  /// The same for tokens that follow those in `cache`, which takes them in.
  /// @throws c10::ValueError if the call does not fit itself or the cache
  torch::Tensor hidden(const TokenCall& call, ModelCache& cache, const Watch& watch = {});
  /// @param hidden […, C]  @return […, V]
  /// @throws c10::ValueError from a model that has no vocabulary to predict
  torch::Tensor logits(const torch::Tensor& hidden) const;
  /// logits(hidden(call)).  [B, T, V]
  torch::Tensor forward(const TokenCall& call);
  using ModelImpl::scores;
  torch::Tensor scores(const TokenCall& call, const Watch& watch) override;
  ModelOptions described() const override { return {.backbone = options}; }
  /// Whether what was computed when `cached` tokens were known still holds when `known` are (RotationEncoding::holds).
  bool holds(int64_t cached, int64_t known) const { return stack_.holds(cached, known); }

  void pretty_print(std::ostream& stream) const override;

  const position::Scheme scheme;
  const TransformerOptions options;  ///< resolved; `pos` in canonical text

 private:
  InputReader reader_;
  BlockStack stack_;
  torch::Tensor head_ = {};  ///< [V, C] if not tied
};
TORCH_MODULE(Transformer);

}  // namespace sextant::models
