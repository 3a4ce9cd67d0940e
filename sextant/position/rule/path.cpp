#include "sextant/position/rule/path.h"

#include "sextant/position/ids.h"
#include "sextant/position/linear_start.h"
#include "sextant/position/logits.h"
#include "sextant/position/short_convolution.h"

namespace sextant::position {
namespace {
// Tokens solved at once: as fla's chunk. The triangular systems cost the square of it a token.
constexpr int64_t kChunk = 64;

/// [B, K, …] for each query head.
torch::Tensor by_head(const torch::Tensor& x, int64_t heads) {
  return x.size(1) == heads ? x : x.repeat_interleave(heads / x.size(1), 1);
}

/// M = β W Kᵀ where token s comes after key j: keys before the chunk, then the chunk's own.  [B, K, T, S]
torch::Tensor after_keys(const torch::Tensor& beta_w, const torch::Tensor& keys, int64_t first) {
  return torch::matmul(beta_w, keys.transpose(-1, -2)).tril(first - 1);
}

/// One chunk; see the header.
torch::Tensor chunk_scores(const torch::Tensor& queries, const torch::Tensor& new_keys, const PathSteps& steps,
                           torch::Tensor& reflected) {
  const int64_t first = reflected.defined() ? reflected.size(2) : 0, heads = queries.size(1);
  const torch::Tensor keys = reflected.defined() ? torch::cat({reflected, new_keys}, 2) : new_keys;
  const torch::Tensor beta_w = steps.w * steps.beta.unsqueeze(-1);
  const torch::Tensor lower = torch::matmul(beta_w, steps.w.transpose(-1, -2)).tril(-1);
  const torch::Tensor unit = torch::eye(lower.size(-1), lower.options());
  const torch::Tensor n = at::linalg_solve_triangular(unit + lower, after_keys(beta_w, keys, first), /*upper=*/false,
                                                      /*left=*/true, /*unitriangular=*/true);
  const torch::Tensor met = torch::matmul(queries, by_head(steps.w, heads).transpose(-1, -2)).tril();
  reflected = keys - torch::matmul(n.transpose(-1, -2), steps.w);
  return torch::matmul(queries, by_head(keys, heads).transpose(-1, -2)) - torch::matmul(met, by_head(n, heads));
}
}  // namespace

torch::Tensor path_scores(const torch::Tensor& queries, const torch::Tensor& new_keys, const PathSteps& steps,
                          torch::Tensor& reflected) {
  const int64_t tokens = queries.size(2), before = reflected.defined() ? reflected.size(2) : 0;
  std::vector<torch::Tensor> rows;
  for (int64_t from = 0; from < tokens; from += kChunk) {
    const int64_t to = std::min(from + kChunk, tokens);
    const auto part = [&](const torch::Tensor& x) { return x.slice(2, from, to); };
    const torch::Tensor scores =
        chunk_scores(part(queries), part(new_keys), {part(steps.w), part(steps.beta)}, reflected);
    rows.push_back(torch::constant_pad_nd(scores, {0, before + tokens - reflected.size(2)}));  // keys ahead
  }
  return torch::cat(rows, 2);
}

PathImpl::PathImpl(const PathOptions& options) : options(options) {
  TORCH_CHECK_VALUE(options.rank >= 1, "path: rank must be at least 1, got ", options.rank);
  TORCH_CHECK_VALUE(options.conv >= 1, "path: conv must be at least 1, got ", options.conv);
  const int64_t width = options.key_heads * options.head_channels;
  const auto start = [&](at::IntArrayRef shape, int64_t inputs) {
    return linear_start(shape, inputs, options.generator);
  };
  down = register_parameter("down", start({options.rank, options.channels}, options.channels));
  up = register_parameter("up", start({width, options.rank}, options.rank));
  if (options.conv > 1) taps = register_parameter("taps", start({width, options.conv}, options.conv));
  beta_weight = register_parameter("beta_weight", start({options.key_heads, options.channels}, options.channels));
  beta_bias = register_parameter("beta_bias", start({options.key_heads}, options.channels));
}

/// @param tail  in: the raw reflections of the last tokens before, undefined if there are none; out: with this call's
PathSteps PathImpl::steps_of(const LayerCall& call, torch::Tensor& tail) const {
  const auto type = table_dtype(call.x);
  const torch::Tensor x = call.x.to(type);
  torch::Tensor w = torch::matmul(torch::matmul(x, down.to(type).t()), up.to(type).t());  // [B, T, K·D]
  if (options.conv > 1) {
    const torch::Tensor raw = tail.defined() ? torch::cat({tail, w}, 1) : w;
    const torch::Tensor& all = call.keys.documents;
    const torch::Tensor documents = all.defined() ? all.slice(1, call.keys.count - raw.size(1)) : all;
    w = torch::silu(short_convolution(raw, taps, documents).slice(1, raw.size(1) - w.size(1)));
    tail = raw.slice(1, std::max<int64_t>(raw.size(1) - (options.conv - 1), 0));
  }
  const torch::Tensor by_heads = w.unflatten(-1, {options.key_heads, options.head_channels}).transpose(1, 2);
  constexpr double kNoZero = 1e-6;  // fla's l2_norm: under the root, beside the squares
  const torch::Tensor length = (by_heads.square().sum(-1, true) + kNoZero).sqrt();
  const torch::Tensor beta = torch::linear(x, beta_weight.to(type), beta_bias.to(type)).sigmoid() * 2;
  return {by_heads / length, beta.transpose(1, 2)};
}

torch::Tensor PathImpl::attend(const AttentionProblem& problem, const LayerCall& call) {
  TORCH_CHECK_VALUE(problem.k.size(1) == options.key_heads, "path: holds for all ", options.key_heads,
                    " key heads, got ", problem.k.size(1));
  std::vector<torch::Tensor>& state = call.memory.running;  // keys reflected so far, then the convolution's last inputs
  state.resize(options.conv > 1 ? 2 : 1);
  torch::Tensor none;
  const PathSteps steps = steps_of(call, options.conv > 1 ? state[1] : none);
  const auto type = table_dtype(problem.q);
  const torch::Tensor new_keys = problem.k.slice(2, problem.keys.count - problem.queries.count).to(type);
  AttentionProblem scored = problem;
  scored.bias.push_back(DenseBias{path_scores(problem.q.to(type) * score_scale(problem), new_keys, steps, state[0])});
  scored.q = torch::zeros_like(problem.q);  // the bias is the whole score
  return attention(scored);
}

}  // namespace sextant::position
