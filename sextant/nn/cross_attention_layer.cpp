#include "sextant/nn/cross_attention_layer.h"

#include <utility>

namespace sextant::nn {
namespace {

void check(const position::LayerScheme& scheme) {
  TORCH_CHECK_VALUE(!scheme.rotation || !scheme.rotation->versions({.count = 1}).defined(),
                    "cross attention: a rotation must have one table for ever, got one that changes with the length");
}

}  // namespace

CrossAttentionLayerImpl::CrossAttentionLayerImpl(const AttentionLayerOptions& options, position::LayerScheme scheme)
    : options(options), scheme(std::move(scheme)) {
  check(options);
  check(this->scheme);
  const int64_t wide = options.heads * options.head_channels, narrow = options.key_heads * options.head_channels;
  q = register_module("q", Linear(LinearOptions{.in = options.channels, .out = wide, .bias = options.biases}));
  kv = register_module("kv", Linear(LinearOptions{.in = options.channels, .out = 2 * narrow, .bias = options.biases}));
  out = register_module("out", Linear(LinearOptions{.in = wide, .out = options.channels, .bias = options.biases}));
  if (!options.qk_norm) return;
  const NormOptions norm{.channels = options.head_channels, .kind = NormKind::kRmsNorm};
  q_norm = register_module("q_norm", Norm(norm));
  k_norm = register_module("k_norm", Norm(norm));
}

torch::Tensor CrossAttentionLayerImpl::heads_of(const torch::Tensor& projected) const {
  return projected.unflatten(-1, {-1, options.head_channels}).transpose(1, 2);
}

SourceKeys CrossAttentionLayerImpl::read(const torch::Tensor& memory, const Positions& places) {
  const torch::Tensor heads = heads_of(kv->forward(memory));
  torch::Tensor keys = heads.narrow(1, 0, options.key_heads);
  if (options.qk_norm) keys = k_norm->forward(keys).to(heads.scalar_type());  // autocast norms in float32
  return {.k = keys, .v = heads.narrow(1, options.key_heads, options.key_heads), .places = places};
}

torch::Tensor CrossAttentionLayerImpl::forward(const torch::Tensor& x, const Positions& here, const SourceKeys& source,
                                               const Dropping& dropping) {
  AttentionProblem problem{
      .q = heads_of(q->forward(x)), .k = source.k, .v = source.v, .queries = here, .keys = source.places};
  problem.queries.documents = torch::Tensor();  // the documents of one sequence say nothing of the other's
  problem.scale = options.scale;
  if (options.qk_norm) problem.q = q_norm->forward(problem.q).to(source.k.scalar_type());
  if (dropping.seed) {
    problem.dropout = options.dropout;
    problem.dropout_seed = *dropping.seed;
  }
  position::Memory none;
  if (scheme.rotation) {  // place 2
    const position::LayerCall call{x, problem.queries, problem.keys, none};
    rotate(problem.q, problem.k, scheme.rotation->rotation(call, 0));
  }
  for (const auto& encoding : scheme.scores) {  // place 3
    const position::LayerCall call{x, problem.queries, problem.keys, none};
    position::add(encoding->terms(problem, call), problem);
  }
  const torch::Tensor heads =  // place 4
      scheme.rule ? scheme.rule->attend(problem, {x, problem.queries, problem.keys, none}) : attention(problem);
  return out->forward(heads.transpose(1, 2).flatten(2));
}

}  // namespace sextant::nn
