// A transformer over tokens: decoder (causal) or encoder (both ways), in which position enters only by its scheme.
//
//   x = embed(tokens), fused with place 1      once, or at each layer named by the scheme
//   x = x + attention(norm(x)), places 2 to 4;  x = x + feed_forward(norm(x))      L times
//   logits = norm(x)·Wᵀ                         W: the token embedding if tied, else its own
//
// Vaswani et al. 2017, arXiv:1706.03762; norms before each part as in GPT-2. Not here: any encoding (room position),
// training, files (folder.h).
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>
#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

#include "sextant/nn/block.h"
#include "sextant/nn/embedding.h"
#include "sextant/nn/kv_cache.h"
#include "sextant/position/registry.h"

namespace sextant::models {

using nn::FeedForwardKind;
using nn::NormKind;
using position::Direction;
using position::Phase;

struct TransformerOptions {
  int64_t vocabulary;         ///< V
  int64_t channels = 96;      ///< C
  int64_t layers = 2;         ///< L
  int64_t heads = 4;          ///< H
  int64_t key_heads = 0;      ///< K; 0 = heads
  int64_t head_channels = 0;  ///< D; 0 = channels / heads
  int64_t feed_forward = 0;   ///< hidden channels; 0 = 4C, for SwiGLU 8C/3 rounded up to a multiple of 8
  NormKind norm = NormKind::kLayerNorm;
  FeedForwardKind feed_forward_kind = FeedForwardKind::kGelu;
  bool tied = true;          ///< the output head is the token embedding
  bool biases = true;        ///< of projections and feed-forward
  bool qk_norm = false;      ///< RMS norm of each head of q and k before they are turned
  double dropout = 0;        ///< of attention weights, of each part's output and of the embeddings
  std::string pos = "rope";  ///< spec of the scheme
  int64_t longest = 256;     ///< tokens of the longest training sequence
  Direction direction = Direction::kCausal;

  bool operator==(const TransformerOptions&) const = default;
};
/// All but the direction, which a task decides.
template <class Visit>
void fields(TransformerOptions& options, Visit&& visit) {
  visit("vocabulary", options.vocabulary, "tokens the model knows");
  visit("channels", options.channels, "channels of the residual stream");
  visit("layers", options.layers, "blocks of attention and feed-forward");
  visit("heads", options.heads, "query heads");
  visit("key-heads", options.key_heads, "key heads, each shared by heads / key-heads query heads; 0 = heads");
  visit("head-channels", options.head_channels, "channels of a head; 0 = channels / heads");
  visit("feed-forward", options.feed_forward, "hidden channels of the feed-forward; 0 = its kind's usual number");
  visit("norm", options.norm, "layer-norm or rms-norm");
  visit("feed-forward-kind", options.feed_forward_kind, "gelu or swiglu");
  visit("tied", options.tied, "use the token embedding as output head");
  visit("biases", options.biases, "give projections biases");
  visit("qk-norm", options.qk_norm, "normalise queries and keys");
  visit("dropout", options.dropout, "probability of dropping a weight or activation in training");
  visit("pos", options.pos, "positional encoding");
  visit("longest", options.longest, "tokens of the longest training sequence");
}

/// The options with every 0 that means "the usual" replaced by its number.
/// @throws c10::ValueError naming the field that cannot be
TransformerOptions resolved(TransformerOptions options);

/// Tokens of a batch, and all that a model may know of them.
struct TokenCall {
  torch::Tensor tokens;          ///< int64 [B, T], on any device
  torch::Tensor documents = {};  ///< int64 [B, T]: contiguous documents, -1 = padding, on either side
  Phase phase = Phase::kTest;    ///< kTrain drops activations and lets assigners draw
  uint64_t seed = 0;             ///< decides all that is random in this call
  torch::Tensor shift = {};      ///< int64 [B, 1], added to every position
  torch::Tensor ids = {};        ///< int64 or float64, positions in place of the order: [T], [B, T] or [A, B, T]
  int64_t longest = 0;           ///< tokens the sequence may grow to, for assigners; 0 = max(T, the model's longest)
};

/// What a model keeps of a batch of sequences it has read.
struct ModelCache {
  torch::Tensor tokens = {};  ///< int64 [B, S], all so far
  Positions plain = {};       ///< order, documents and origin of them
  std::vector<nn::LayerCache> layers = {};
  Positions input_keys = {};                 ///< the positions place 1 saw
  std::vector<position::Memory> input = {};  ///< one for each layer whose input is fused with place 1
};

/// Told the name and output of each part as it is computed: "embedding", "layers.0", …, "norm".
using Watch = std::function<void(const std::string& part, const torch::Tensor& output)>;

/// What the scheme of such a model is built for.
/// @param options  resolved
position::SchemeRequest request_of(const TransformerOptions& options);

class TransformerImpl final : public torch::nn::Module {
 public:
  /// Weights are normal, of deviation √(2 / 5C), those that end a residual branch divided by √(2L), gains 1, biases 0
  /// (initialise.h). Each is drawn by (seed, its name), so models that differ in `pos` alone share all other weights.
  /// @throws c10::ValueError naming the field that cannot be; whatever make_scheme refuses
  explicit TransformerImpl(const TransformerOptions& options, uint64_t seed = 0);

  /// The stream before the output head, normed.  [B, T, C]
  torch::Tensor hidden(const TokenCall& call);
  /// The same for tokens that follow those in `cache`, which takes them in.
  /// @throws c10::ValueError if the call does not fit itself or the cache
  torch::Tensor hidden(const TokenCall& call, ModelCache& cache, const Watch& watch = {});
  /// @param hidden […, C]  @return […, V]
  torch::Tensor logits(const torch::Tensor& hidden) const;
  /// logits(hidden(call)).  [B, T, V]
  torch::Tensor forward(const TokenCall& call);
  /// Whether what was computed when `cached` tokens were known still holds when `known` are (RotationEncoding::holds).
  bool holds(int64_t cached, int64_t known) const;

  void pretty_print(std::ostream& stream) const override;

  const position::Scheme scheme;
  const TransformerOptions options;  ///< resolved; `pos` in canonical text

 private:
  void register_blocks();
  void register_position();

  nn::TokenEmbedding embedding_ = nullptr;
  nn::InputFusion input_ = nullptr;
  std::vector<nn::Block> blocks_ = {};
  nn::Norm norm_ = nullptr;
  torch::Tensor head_ = {};  ///< [V, C] if not tied
};
TORCH_MODULE(Transformer);

/// Parameters in all, a shared one counted once.
int64_t parameter_count(const torch::nn::Module& model);

}  // namespace sextant::models
