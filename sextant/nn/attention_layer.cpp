#include "sextant/nn/attention_layer.h"

#include <iterator>
#include <utility>

namespace sextant::nn {
namespace {

/// Tokens [from, to) of one call, all scored with one version of the tables.
struct Run {
  int64_t version, from, to;
};

std::vector<Run> runs_of(const torch::Tensor& versions) {
  const torch::Tensor on_cpu = versions.to(torch::kCPU).contiguous();
  const int64_t* version = on_cpu.data_ptr<int64_t>();
  std::vector<Run> runs;
  for (int64_t t = 0; t < versions.numel(); ++t) {
    if (runs.empty() || runs.back().version != version[t]) runs.push_back({version[t], t, t});
    runs.back().to = t + 1;
  }
  return runs;
}

/// The problem of queries [from, to) and of the keys up to the last of them, which is all a causal query sees.
AttentionProblem causal_part(const AttentionProblem& problem, int64_t from, int64_t to) {
  const int64_t keys = problem.keys.count - problem.queries.count + to;
  AttentionProblem part = problem;
  part.q = problem.q.slice(2, from, to);
  part.k = problem.k.slice(2, 0, keys);
  part.v = problem.v.slice(2, 0, keys);
  part.queries = slice(problem.queries, from, to);
  part.keys = slice(problem.keys, 0, keys);
  return part;
}

}  // namespace

void check(const AttentionLayerOptions& options) {
  TORCH_CHECK_VALUE(options.heads >= 1, "attention layer: heads must be at least 1, got ", options.heads);
  TORCH_CHECK_VALUE(options.key_heads >= 1 && options.heads % options.key_heads == 0,
                    "attention layer: key heads must divide ", options.heads, " heads, got ", options.key_heads);
  TORCH_CHECK_VALUE(options.head_channels >= 1, "attention layer: head channels must be at least 1, got ",
                    options.head_channels);
}

AttentionLayerImpl::AttentionLayerImpl(const AttentionLayerOptions& options, position::LayerScheme scheme)
    : options(options), scheme(std::move(scheme)) {
  check(options);
  const int64_t wide = options.heads * options.head_channels, narrow = options.key_heads * options.head_channels;
  qkv = register_module(
      "qkv", Linear(LinearOptions{.in = options.channels, .out = wide + 2 * narrow, .bias = options.biases}));
  out = register_module("out", Linear(LinearOptions{.in = wide, .out = options.channels, .bias = options.biases}));
  if (!options.qk_norm) return;
  const NormOptions norm{.channels = options.head_channels, .kind = NormKind::kRmsNorm};
  q_norm = register_module("q_norm", Norm(norm));
  k_norm = register_module("k_norm", Norm(norm));
}

torch::Tensor AttentionLayerImpl::forward(const torch::Tensor& x, const Positions& here, LayerCache& cache,
                                          const Dropping& dropping) {
  auto [q, k, v] = project(x);
  position::RotationEncoding* turning = scheme.rotation.get();
  if (cache.keys.count == 0) {
    cache.raw = cache.raw || (turning && turning->versions(here).defined());
    cache.scores.resize(scheme.scores.size());
  }
  if (turning && !cache.raw) rotate(q, k, turning->rotation({x, here, here, cache.rotation}, 0));  // place 2
  cache.append(k, v, here);
  AttentionProblem problem{.q = q, .k = cache.k, .v = cache.v, .queries = here, .keys = cache.keys};
  problem.mask = options.mask;
  problem.scale = options.scale;
  if (dropping.seed) {
    problem.dropout = options.dropout;
    problem.dropout_seed = *dropping.seed;
  }
  return join(turning && cache.raw ? by_version(problem, x, cache) : mix(std::move(problem), x, cache));
}

AttentionLayerImpl::Heads AttentionLayerImpl::project(const torch::Tensor& x) {
  const torch::Tensor heads = qkv->forward(x).unflatten(-1, {-1, options.head_channels}).transpose(1, 2);
  Heads parts{heads.narrow(1, 0, options.heads), heads.narrow(1, options.heads, options.key_heads),
              heads.narrow(1, options.heads + options.key_heads, options.key_heads)};
  if (options.qk_norm) {
    const auto type = parts.v.scalar_type();  // autocast norms in float32
    parts.q = q_norm->forward(parts.q).to(type);
    parts.k = k_norm->forward(parts.k).to(type);
  }
  return parts;
}

torch::Tensor AttentionLayerImpl::by_version(const AttentionProblem& problem, const torch::Tensor& x,
                                             LayerCache& cache) {
  const torch::Tensor versions = scheme.rotation->versions(problem.queries);
  if (!versions.defined()) return in_version(problem, 0, x, cache);
  const torch::Tensor distinct = std::get<0>(at::_unique(versions)).to(torch::kCPU);
  if (distinct.numel() == 1) return in_version(problem, distinct.item<int64_t>(), x, cache);
  if (versions.dim() == 1 && problem.mask.causal) return by_run(problem, versions, x, cache);
  torch::Tensor all;
  for (const int64_t version : std::span(distinct.data_ptr<int64_t>(), distinct.numel())) {
    const torch::Tensor rows = in_version(problem, version, x, cache);
    const torch::Tensor chosen = (versions == version).view({-1, 1, versions.size(-1), 1});
    all = all.defined() ? torch::where(chosen, rows, all) : rows;
  }
  return all;
}

torch::Tensor AttentionLayerImpl::by_run(const AttentionProblem& problem, const torch::Tensor& versions,
                                         const torch::Tensor& x, LayerCache& cache) {
  std::vector<torch::Tensor> parts;
  for (const Run& run : runs_of(versions)) {
    parts.push_back(
        in_version(causal_part(problem, run.from, run.to), run.version, x.slice(1, run.from, run.to), cache));
  }
  return torch::cat(parts, 2);
}

torch::Tensor AttentionLayerImpl::in_version(AttentionProblem problem, int64_t version, const torch::Tensor& x,
                                             LayerCache& cache) {
  rotate(problem.q, problem.k, scheme.rotation->rotation({x, problem.queries, problem.keys, cache.rotation}, version));
  return mix(std::move(problem), x, cache);
}

torch::Tensor AttentionLayerImpl::mix(AttentionProblem problem, const torch::Tensor& x, LayerCache& cache) {
  for (size_t n = 0; n < scheme.scores.size(); ++n) {  // place 3
    const position::LayerCall call{x, problem.queries, problem.keys, cache.scores[n]};
    position::add(scheme.scores[n]->terms(problem, call), problem);
  }
  if (!scheme.rule) {
    if (watch) watch(problem);
    return attention(problem);
  }
  // place 4
  return scheme.rule->attend(problem, {x, problem.queries, problem.keys, cache.rule});
}

torch::Tensor AttentionLayerImpl::join(const torch::Tensor& heads) {
  return out->forward(heads.transpose(1, 2).flatten(2));
}

}  // namespace sextant::nn
