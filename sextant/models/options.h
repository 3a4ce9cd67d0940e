// What models are built from: options as plain data, printed and compared by their fields.
//
// Not here: the models (transformer.h, encoder_decoder.h, recurrent.h, classifier.h), files (config.h).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "sextant/nn/feed_forward.h"
#include "sextant/nn/norm.h"
#include "sextant/nn/recurrent_layer.h"
#include "sextant/position/registry.h"

namespace sextant::models {

using nn::FeedForwardKind;
using nn::NormKind;
using nn::RecurrentKind;
using position::Direction;

struct TransformerOptions {
  int64_t vocabulary;         ///< V; 0 = it reads features and predicts no tokens
  int64_t channels = 96;      ///< C
  int64_t layers = 2;         ///< L
  int64_t heads = 4;          ///< H
  int64_t key_heads = 0;      ///< K; 0 = heads
  int64_t head_channels = 0;  ///< D; 0 = channels / heads
  int64_t feed_forward = 0;   ///< hidden channels; 0 = 4C, for SwiGLU 8C/3 rounded up to a multiple of 8
  NormKind norm = NormKind::kLayerNorm;
  FeedForwardKind feed_forward_kind = FeedForwardKind::kGelu;
  bool tied = true;          ///< the output head is the token embedding; never where features are read
  bool biases = true;        ///< of projections and feed-forward
  bool qk_norm = false;      ///< RMS norm of each head of q and k before they are turned
  double dropout = 0;        ///< of attention weights, of each part's output and of the embeddings
  std::string pos = "rope";  ///< spec of the scheme
  int64_t longest = 256;     ///< tokens of the longest training sequence
  Direction direction = Direction::kCausal;
  int64_t features = 0;               ///< F, of rows read in place of tokens; 0 = tokens are read
  std::vector<int64_t> extents = {};  ///< of the grid the rows stand on, the last axis fastest; none = a sequence

  bool operator==(const TransformerOptions&) const = default;
};
/// All but the direction and what is read, which a task decides.
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

struct EncoderDecoderOptions {
  int64_t vocabulary;          ///< V, of both texts
  int64_t channels = 256;      ///< C
  int64_t layers = 3;          ///< of the decoder
  int64_t encoder_layers = 0;  ///< 0 = layers
  int64_t heads = 4;           ///< H
  int64_t feed_forward = 0;    ///< hidden channels; 0 = as a Transformer's
  NormKind norm = NormKind::kLayerNorm;
  FeedForwardKind feed_forward_kind = FeedForwardKind::kGelu;
  bool tied = true;    ///< source, target and output head share one embedding
  bool biases = true;  ///< of projections and feed-forward
  double dropout = 0.1;
  std::string pos = "rope";        ///< spec of the decoder's scheme
  std::string encoder_pos = {};    ///< of the encoder's; empty = pos
  std::string cross_pos = "nope";  ///< of cross-attention's: places 2 to 4
  int64_t longest = 128;           ///< tokens of the longest training text, of either side

  bool operator==(const EncoderDecoderOptions&) const = default;
};
template <class Visit>
void fields(EncoderDecoderOptions& options, Visit&& visit) {
  visit("vocabulary", options.vocabulary, "tokens the model knows");
  visit("channels", options.channels, "channels of the residual stream");
  visit("layers", options.layers, "blocks of the decoder");
  visit("encoder-layers", options.encoder_layers, "blocks of the encoder; 0 = as many as the decoder has");
  visit("heads", options.heads, "heads of each attention");
  visit("feed-forward", options.feed_forward, "hidden channels of the feed-forward; 0 = its kind's usual number");
  visit("norm", options.norm, "layer-norm or rms-norm");
  visit("feed-forward-kind", options.feed_forward_kind, "gelu or swiglu");
  visit("tied", options.tied, "one embedding for source, target and output head");
  visit("biases", options.biases, "give projections biases");
  visit("dropout", options.dropout, "probability of dropping a weight or activation in training");
  visit("pos", options.pos, "positional encoding of the decoder");
  visit("encoder-pos", options.encoder_pos, "positional encoding of the encoder; empty = that of the decoder");
  visit("cross-pos", options.cross_pos, "positional encoding between source and target");
  visit("longest", options.longest, "tokens of the longest training text");
}

/// The same with everything that means "the usual" or "the same" filled in.
/// @throws c10::ValueError naming the field that cannot be
EncoderDecoderOptions resolved(EncoderDecoderOptions options);

struct RecurrentOptions {
  int64_t vocabulary;      ///< V; 0 = it reads features
  int64_t channels = 128;  ///< C, of a token and its position
  int64_t layers = 1;
  int64_t state = 0;  ///< channels of a direction's state; 0 = channels
  RecurrentKind kind = RecurrentKind::kLstm;
  bool both_ways = true;              ///< a second state reads from the end
  double dropout = 0;                 ///< of the embeddings and of each layer's output
  std::string pos = "sinusoidal";     ///< spec of the scheme: place 1 alone
  int64_t longest = 256;              ///< tokens of the longest training sequence
  int64_t features = 0;               ///< F, of rows read in place of tokens; 0 = tokens are read
  std::vector<int64_t> extents = {};  ///< of the grid the rows stand on, the last axis fastest; none = a sequence

  bool operator==(const RecurrentOptions&) const = default;
};
/// All but what is read, which a task decides.
template <class Visit>
void fields(RecurrentOptions& options, Visit&& visit) {
  visit("vocabulary", options.vocabulary, "tokens the model knows");
  visit("channels", options.channels, "channels of a token and its position");
  visit("layers", options.layers, "recurrent layers, one upon the other");
  visit("state", options.state, "channels of the state of one direction; 0 = channels");
  visit("kind", options.kind, "rnn, lstm or gru");
  visit("both-ways", options.both_ways, "let a second state read from the end");
  visit("dropout", options.dropout, "probability of dropping an activation in training");
  visit("pos", options.pos, "positional encoding, of the kind that joins the embeddings");
  visit("longest", options.longest, "tokens of the longest training sequence");
}

/// The same with every 0 that means "the usual" replaced by its number.
/// @throws c10::ValueError naming the field that cannot be
RecurrentOptions resolved(RecurrentOptions options);

/// How the outputs at a text's tokens become one row.
enum class Pooling { kMean, kMax, kFirst, kLast };
constexpr auto names_of(Pooling) {
  return std::array<std::pair<std::string_view, Pooling>, 4>{
      {{"mean", Pooling::kMean}, {"max", Pooling::kMax}, {"first", Pooling::kFirst}, {"last", Pooling::kLast}}};
}

struct ClassifierOptions {
  std::vector<std::string> labels;  ///< K of them; a class is an index into it
  Pooling pooling = Pooling::kMean;

  bool operator==(const ClassifierOptions&) const = default;
};

/// What is heard in a sequence, in order, where it is not known at which rows.
struct TranscriberOptions {
  std::vector<std::string> symbols;  ///< K of them; a target is an index into it

  bool operator==(const TranscriberOptions&) const = default;
};

/// A whole model as data.
struct ModelOptions {
  std::variant<TransformerOptions, RecurrentOptions, EncoderDecoderOptions> backbone;
  std::optional<ClassifierOptions> classifier = {};    ///< at most one head; none = a language model
  std::optional<TranscriberOptions> transcriber = {};

  bool operator==(const ModelOptions&) const = default;
};

/// Canonical spec of the encoding; tokens of the longest training sequence; tokens it knows; features of a row it
/// reads, 0 of a model that reads tokens.
const std::string& pos_of(const ModelOptions& options);
int64_t longest_of(const ModelOptions& options);
int64_t vocabulary_of(const ModelOptions& options);
int64_t features_of(const ModelOptions& options);

}  // namespace sextant::models
