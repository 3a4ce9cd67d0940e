#include "sextant/models/encoder_decoder.h"

#include <ostream>
#include <utility>

#include "sextant/models/call_positions.h"
#include "sextant/models/initialise.h"
#include "sextant/models/transformer.h"
#include "sextant/nn/linear.h"

namespace sextant::models {
namespace {

/// Places of their own for the draws of the encoder, past any layer's of the decoder.
constexpr uint64_t kEncoderPlace = 0x656e636f;  // "enco"

/// What encoder and decoder have in common.
TransformerOptions part(const EncoderDecoderOptions& options) {
  return {.vocabulary = options.vocabulary,
          .channels = options.channels,
          .layers = options.layers,
          .heads = options.heads,
          .feed_forward = options.feed_forward,
          .norm = options.norm,
          .feed_forward_kind = options.feed_forward_kind,
          .biases = options.biases,
          .dropout = options.dropout,
          .pos = options.pos,
          .longest = options.longest};
}
TransformerOptions decoder_part(const EncoderDecoderOptions& options) { return resolved(part(options)); }
TransformerOptions encoder_part(const EncoderDecoderOptions& options) {
  TransformerOptions encoder = part(options);
  encoder.layers = options.encoder_layers;
  encoder.pos = options.encoder_pos;
  encoder.direction = Direction::kBothWays;
  return resolved(encoder);
}

/// The scheme of cross-attention, in every layer of the decoder.
position::Scheme cross_scheme_of(const EncoderDecoderOptions& options, uint64_t seed) {
  if (options.cross_pos == "nope") {
    // No bag of words here: queries and keys know their order from their own sequences.
    return {.layers = std::vector<position::LayerScheme>(static_cast<size_t>(options.layers)), .spec = "nope"};
  }
  TransformerOptions cross = part(options);
  cross.pos = options.cross_pos;
  cross.direction = Direction::kAcross;
  return scheme_of(resolved(cross), seed);
}

EncoderDecoderOptions canonical(EncoderDecoderOptions options, const EncoderDecoderImpl& model) {
  options.pos = model.decoder_scheme.spec;
  options.encoder_pos = model.encoder_scheme.spec;
  options.cross_pos = model.cross_scheme.spec;
  return options;
}

/// Told of a part's parts under its own name.
Watch named(const Watch& watch, const std::string& name) {
  if (!watch) return {};
  return [&watch, name](const std::string& part, const torch::Tensor& output) { watch(name + "." + part, output); };
}

}  // namespace

EncoderDecoderOptions resolved(EncoderDecoderOptions options) {
  if (options.encoder_layers == 0) options.encoder_layers = options.layers;
  if (options.encoder_pos.empty()) options.encoder_pos = options.pos;
  options.feed_forward = decoder_part(options).feed_forward;
  encoder_part(options);
  return options;
}

EncoderDecoderImpl::EncoderDecoderImpl(const EncoderDecoderOptions& given, uint64_t seed)
    : encoder_scheme(scheme_of(encoder_part(resolved(given)), seed)),
      decoder_scheme(scheme_of(decoder_part(resolved(given)), seed)),
      cross_scheme(cross_scheme_of(resolved(given), seed)),
      options(canonical(resolved(given), *this)),
      embedding_(register_module("embedding", nn::TokenEmbedding(options.vocabulary, options.channels))),
      encoder_names_(name_folder(*this, "encoder")),
      decoder_names_(name_folder(*this, "decoder")),
      encoder_(*encoder_names_, encoder_part(options), encoder_scheme),
      decoder_(*decoder_names_, decoder_part(options), decoder_scheme, cross_scheme) {
  if (!options.tied) {
    target_embedding_ = register_module("target_embedding", nn::TokenEmbedding(options.vocabulary, options.channels));
    head_ = register_parameter("head", torch::zeros({options.vocabulary, options.channels}));
  }
  initialise(*this, {.layers = options.layers, .channels = options.channels}, seed);
  encoder_.register_position(*encoder_names_);
  decoder_.register_position(*decoder_names_);
}

ModelCache EncoderDecoderImpl::read(const TokenCall& given, const Watch& watch) {
  TORCH_CHECK_VALUE(given.source.defined() && given.source.dim() == 2, "encoder-decoder: source must be [B, S], got ",
                    given.source.defined() ? given.source.sizes() : torch::IntArrayRef{});
  const TokenCall call = on_device({.tokens = given.source,
                                    .documents = given.source_documents,
                                    .phase = given.phase,
                                    .seed = seed_at(given.seed, kEncoderPlace)},
                                   embedding_->weight.device());
  ModelCache source, fresh;
  const CallPositions here = take_in(call, encoder_scheme, options.longest, source);
  const torch::Tensor memory =
      encoder_.forward({embedding_->forward(call.tokens), here, dropping_of(call)}, source, named(watch, "encoder"));
  decoder_.read_source(memory, source.plain, fresh);
  return fresh;
}

torch::Tensor EncoderDecoderImpl::hidden(const TokenCall& given, ModelCache& cache, const Watch& watch) {
  const TokenCall call = on_device(given, embedding_->weight.device());
  const CallPositions here = take_in(call, decoder_scheme, options.longest, cache);
  TORCH_CHECK_VALUE(!cache.layers.empty() && cache.layers[0].source.k.defined(),
                    "encoder-decoder: the cache must know a source, got one that has read none");
  const int64_t sources = cache.layers[0].source.k.size(0);
  TORCH_CHECK_VALUE(sources == call.tokens.size(0), "encoder-decoder: tokens must have a row for each of ", sources,
                    " sources, got ", call.tokens.sizes());
  return decoder_.forward({target_embedding()->forward(call.tokens), here, dropping_of(call)}, cache,
                          named(watch, "decoder"));
}

torch::Tensor EncoderDecoderImpl::logits(const torch::Tensor& hidden) const {
  return nn::project(hidden, options.tied ? embedding_->weight : head_);
}

torch::Tensor EncoderDecoderImpl::scores(const TokenCall& call, const Watch& watch) {
  ModelCache cache = read(call, watch);
  return logits(hidden(call, cache, watch));
}

ModelOptions EncoderDecoderImpl::described() const { return {.backbone = options}; }

void EncoderDecoderImpl::pretty_print(std::ostream& stream) const {
  stream << "sextant::EncoderDecoder(" << options.encoder_layers << " + " << options.layers << " layers, "
         << options.channels << " channels, " << options.heads << " heads, pos=" << options.pos << ")";
}

}  // namespace sextant::models
