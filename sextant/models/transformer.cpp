#include "sextant/models/transformer.h"

#include <ATen/CPUGeneratorImpl.h>

#include <ostream>
#include <utility>

#include "sextant/models/call_positions.h"
#include "sextant/models/initialise.h"
#include "sextant/models/name_folder.h"
#include "sextant/nn/linear.h"

namespace sextant::models {
namespace {

int64_t usual_feed_forward(const TransformerOptions& options) {
  if (options.feed_forward_kind == FeedForwardKind::kGelu) return 4 * options.channels;
  // Two thirds of 4C, since SwiGLU has three matrices in place of two (arXiv:2002.05202, section 3).
  return (8 * options.channels / 3 + 7) / 8 * 8;
}

void check(const TransformerOptions& options) {
  const auto at_least_one = [](const char* name, int64_t value) {
    TORCH_CHECK_VALUE(value >= 1, "transformer: ", name, " must be at least 1, got ", value);
  };
  at_least_one("vocabulary", options.vocabulary);
  at_least_one("channels", options.channels);
  at_least_one("layers", options.layers);
  at_least_one("heads", options.heads);
  at_least_one("longest", options.longest);
  const auto not_negative = [](const char* name, int64_t value) {
    TORCH_CHECK_VALUE(value >= 0, "transformer: ", name, " must be at least 0, got ", value);
  };
  not_negative("key-heads", options.key_heads);
  not_negative("head-channels", options.head_channels);
  not_negative("feed-forward", options.feed_forward);
  TORCH_CHECK_VALUE(options.dropout >= 0 && options.dropout < 1, "transformer: dropout must be in [0, 1), got ",
                    options.dropout);
  TORCH_CHECK_VALUE(options.head_channels > 0 || options.channels % options.heads == 0,
                    "transformer: heads must divide ", options.channels, " channels, got ", options.heads);
  TORCH_CHECK_VALUE(options.key_heads == 0 || options.heads % options.key_heads == 0,
                    "transformer: key-heads must divide ", options.heads, " heads, got ", options.key_heads);
}

position::Scheme scheme_of(const TransformerOptions& options, uint64_t seed) {
  position::SchemeRequest request = request_of(options);
  request.generator = at::detail::createCPUGenerator(seed);
  return position::make_scheme(options.pos, request);
}

TransformerOptions canonical(TransformerOptions options, const position::Scheme& scheme) {
  options.pos = scheme.spec;
  return options;
}

nn::BlockOptions block_options(const TransformerOptions& options) {
  return {.attention = {.channels = options.channels,
                        .heads = options.heads,
                        .key_heads = options.key_heads,
                        .head_channels = options.head_channels,
                        .biases = options.biases,
                        .qk_norm = options.qk_norm,
                        .mask = {.causal = options.direction == Direction::kCausal},
                        .dropout = options.dropout},
          .feed_forward = {.channels = options.channels,
                           .hidden = options.feed_forward,
                           .kind = options.feed_forward_kind,
                           .biases = options.biases},
          .norm = options.norm,
          .dropout = options.dropout};
}

}  // namespace

TransformerOptions resolved(TransformerOptions options) {
  check(options);
  if (options.key_heads == 0) options.key_heads = options.heads;
  if (options.head_channels == 0) options.head_channels = options.channels / options.heads;
  if (options.feed_forward == 0) options.feed_forward = usual_feed_forward(options);
  return options;
}

position::SchemeRequest request_of(const TransformerOptions& options) {
  return {.channels = options.channels,
          .layers = options.layers,
          .heads = options.heads,
          .key_heads = options.key_heads,
          .head_channels = options.head_channels,
          .longest = options.longest,
          .direction = options.direction};
}

TransformerImpl::TransformerImpl(const TransformerOptions& given, uint64_t seed)
    : scheme(scheme_of(resolved(given), seed)), options(canonical(resolved(given), scheme)) {
  embedding_ = register_module("embedding", nn::TokenEmbedding(options.vocabulary, options.channels));
  input_ = register_module("input", nn::InputFusion(options.channels, scheme.input));
  register_blocks();
  norm_ = register_module("norm", nn::Norm(nn::NormOptions{.channels = options.channels, .kind = options.norm}));
  if (!options.tied) head_ = register_parameter("head", torch::zeros({options.vocabulary, options.channels}));
  initialise(*this, {.layers = options.layers, .channels = options.channels}, seed);
  register_position();  // last: encodings have set their own first values
}

void TransformerImpl::register_blocks() {
  const NameFolder layers = name_folder(*this, "layers");
  for (int64_t l = 0; l < options.layers; ++l) {
    blocks_.push_back(layers->register_module(std::to_string(l), nn::Block(block_options(options), scheme.layers[l])));
  }
}

void TransformerImpl::register_position() {
  std::vector<const torch::nn::Module*> known;  // one that several layers share is named after the first
  const auto add = [&](const NameFolder& parent, const std::string& name, const NameFolder& module) {
    if (!module || std::ranges::find(known, module.get()) != known.end()) return;
    known.push_back(module.get());
    parent->register_module(name, module);
  };
  const NameFolder position = name_folder(*this, "position");
  add(position, "input", scheme.input.encoding);
  const NameFolder layers = name_folder(*position, "layers");
  for (int64_t l = 0; l < options.layers; ++l) {
    const position::LayerScheme& places = scheme.layers[l];
    const NameFolder layer = name_folder(*layers, std::to_string(l));
    add(layer, "rotation", places.rotation);
    for (size_t n = 0; n < places.scores.size(); ++n) add(layer, "score" + std::to_string(n), places.scores[n]);
    add(layer, "rule", places.rule);
  }
}

torch::Tensor TransformerImpl::hidden(const TokenCall& call, const Watch& watch) {
  ModelCache fresh;
  return hidden(call, fresh, watch);
}

torch::Tensor TransformerImpl::hidden(const TokenCall& given, ModelCache& cache, const Watch& watch) {
  const TokenCall call = on_device(given, embedding_->weight.device());
  const CallPositions here = take_in(call, scheme, options.longest, cache);
  const nn::Dropping dropping = dropping_of(call);
  const auto tell = [&](const std::string& part, const torch::Tensor& output) {
    if (watch) watch(part, output);
  };
  cache.layers.resize(blocks_.size());
  cache.input.resize(blocks_.size());
  torch::Tensor x = input_->scaled(embedding_->forward(call.tokens));
  for (size_t l = 0; l < blocks_.size(); ++l) {
    const nn::Dropping layer = dropping.at(l);
    if (input_->applies(static_cast<int64_t>(l))) {
      x = input_->forward({x, here.input, cache.input_keys, cache.input[l]}, layer.at(0));
    }
    if (l == 0) {
      x = layer.at(1).of(x, options.dropout);
      tell("embedding", x);
    }
    x = blocks_[l]->forward(x, here.layers, cache.layers[l], layer.at(2));
    if (watch) tell("layers." + std::to_string(l), x);
  }
  x = norm_->forward(x);
  tell("norm", x);
  return x;
}

torch::Tensor TransformerImpl::logits(const torch::Tensor& hidden) const {
  return nn::project(hidden, options.tied ? embedding_->weight : head_);
}

torch::Tensor TransformerImpl::forward(const TokenCall& call) { return logits(hidden(call)); }

torch::Tensor TransformerImpl::scores(const TokenCall& call, const Watch& watch) { return logits(hidden(call, watch)); }

bool TransformerImpl::holds(int64_t cached, int64_t known) const {
  return std::ranges::all_of(scheme.layers, [&](const position::LayerScheme& layer) {
    return !layer.rotation || layer.rotation->holds(cached, known);
  });
}

void TransformerImpl::pretty_print(std::ostream& stream) const {
  stream << "sextant::Transformer(" << options.layers << " layers, " << options.channels << " channels, "
         << options.heads << " heads, pos=" << options.pos << ")";
}

}  // namespace sextant::models
