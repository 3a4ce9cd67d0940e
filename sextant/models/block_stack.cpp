#include "sextant/models/block_stack.h"

#include <algorithm>
#include <string>

#include "sextant/models/name_folder.h"

namespace sextant::models {
namespace {

nn::AttentionLayerOptions attention_options(const TransformerOptions& options) {
  return {.channels = options.channels,
          .heads = options.heads,
          .key_heads = options.key_heads,
          .head_channels = options.head_channels,
          .biases = options.biases,
          .qk_norm = options.qk_norm,
          .dropout = options.dropout};
}

nn::BlockOptions block_options(const TransformerOptions& options, bool cross) {
  nn::BlockOptions block{.attention = attention_options(options),
                         .feed_forward = {.channels = options.channels,
                                          .hidden = options.feed_forward,
                                          .kind = options.feed_forward_kind,
                                          .biases = options.biases},
                         .norm = options.norm,
                         .dropout = options.dropout};
  block.attention.mask.causal = options.direction == Direction::kCausal;
  if (cross) block.cross = attention_options(options);
  return block;
}

/// Registers modules, each once: one that several layers share is named after the first.
class Registrar {
 public:
  void add(const NameFolder& parent, const std::string& name, const NameFolder& module) {
    if (!module || std::ranges::find(known_, module.get()) != known_.end()) return;
    known_.push_back(module.get());
    parent->register_module(name, module);
  }
  void add(const NameFolder& parent, const position::LayerScheme& places) {
    add(parent, "rotation", places.rotation);
    for (size_t n = 0; n < places.scores.size(); ++n) add(parent, "score" + std::to_string(n), places.scores[n]);
    add(parent, "rule", places.rule);
  }
  void add_layers(const NameFolder& parent, const position::Scheme& scheme) {
    for (size_t l = 0; l < scheme.layers.size(); ++l) add(name_folder(*parent, std::to_string(l)), scheme.layers[l]);
  }

 private:
  std::vector<const torch::nn::Module*> known_ = {};
};

}  // namespace

BlockStack::BlockStack(torch::nn::Module& owner, const TransformerOptions& options, const position::Scheme& scheme,
                       const std::optional<position::Scheme>& cross)
    : scheme_(scheme), cross_(cross), dropout_(options.dropout) {
  input_ = owner.register_module("input", nn::InputFusion(options.channels, scheme.input));
  const NameFolder layers = name_folder(owner, "layers");
  for (int64_t l = 0; l < options.layers; ++l) {
    nn::Block block(block_options(options, cross.has_value()), scheme.layers[l],
                    cross ? cross->layers[l] : position::LayerScheme{});
    blocks_.push_back(layers->register_module(std::to_string(l), block));
  }
  norm_ = owner.register_module("norm", nn::Norm(nn::NormOptions{.channels = options.channels, .kind = options.norm}));
}

void BlockStack::register_position(torch::nn::Module& owner) const {
  Registrar registrar;
  const NameFolder position = name_folder(owner, "position");
  registrar.add(position, "input", scheme_.input.encoding);
  registrar.add_layers(name_folder(*position, "layers"), scheme_);
  if (cross_) registrar.add_layers(name_folder(*position, "cross"), *cross_);
}

torch::Tensor BlockStack::forward(const StackCall& call, ModelCache& cache, const Watch& watch) {
  const auto tell = [&](const std::string& part, const torch::Tensor& output) {
    if (watch) watch(part, output);
  };
  cache.layers.resize(blocks_.size());
  cache.input.resize(blocks_.size());
  torch::Tensor x = input_->scaled(call.x);
  for (size_t l = 0; l < blocks_.size(); ++l) {
    const nn::Dropping layer = call.dropping.at(l);
    if (input_->applies(static_cast<int64_t>(l))) {
      x = input_->forward({x, call.here.input, cache.input_keys, cache.input[l]}, layer.at(0));
    }
    if (l == 0) {
      x = layer.at(1).of(x, dropout_);
      tell("embedding", x);
    }
    x = blocks_[l]->forward(x, call.here.layers, cache.layers[l], layer.at(2));
    if (watch) tell("layers." + std::to_string(l), x);
  }
  x = norm_->forward(x);
  tell("norm", x);
  return x;
}

void BlockStack::read_source(const torch::Tensor& memory, const Positions& places, ModelCache& cache) {
  cache.layers.resize(blocks_.size());
  for (size_t l = 0; l < blocks_.size(); ++l)
    cache.layers[l].source = blocks_[l]->cross_attention->read(memory, places);
}

bool BlockStack::holds(int64_t cached, int64_t known) const {
  return std::ranges::all_of(scheme_.layers, [&](const position::LayerScheme& layer) {
    return !layer.rotation || layer.rotation->holds(cached, known);
  });
}

void pick(ModelCache& cache, const torch::Tensor& rows) {
  if (cache.tokens.defined()) cache.tokens = cache.tokens.index_select(0, rows.to(cache.tokens.device()));
  cache.rows = cache.rows.defined() ? cache.rows.index_select(0, rows.to(cache.rows.device())) : rows.clone();
  for (Positions* run : {&cache.plain, &cache.input_keys}) nn::pick(*run, rows);
  for (position::Memory& memory : cache.input) nn::pick(memory, rows);
  for (nn::LayerCache& layer : cache.layers) layer.pick(rows);
}

}  // namespace sextant::models
