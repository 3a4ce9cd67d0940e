// The definition of attention, in ATen operations.
#include "sextant/ops/attention.h"
#include "sextant/ops/dropout.h"

namespace sextant {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Keys or values [B, K, S, D] for each of H query heads: H / K neighbours share one.
torch::Tensor for_each_head(const torch::Tensor& x, int64_t heads) {
  if (x.size(1) == heads) return x;
  return x.repeat_interleave(heads / x.size(1), 1);
}

/// scale·q·kᵀ + bias, capped and masked.  [B, H, Q, S]
torch::Tensor scores(const AttentionProblem& problem, const torch::Tensor& seen) {
  const torch::Tensor& q = problem.q;
  const double scale = problem.scale.value_or(1 / std::sqrt(static_cast<double>(q.size(-1))));
  torch::Tensor score = torch::matmul(q * scale, for_each_head(problem.k, q.size(1)).transpose(-1, -2));
  if (const torch::Tensor bias = dense_bias(problem); bias.defined()) score = score + bias;
  if (problem.softcap) score = *problem.softcap * torch::tanh(score / *problem.softcap);
  return seen.defined() ? score.masked_fill(~seen, -kInfinity) : score;
}

}  // namespace

torch::Tensor attention_weights(const AttentionProblem& problem) {
  const torch::Tensor seen = visible(problem);
  const torch::Tensor score = scores(problem, seen);
  const auto type = problem.q.scalar_type();
  if (problem.bias.empty() && !seen.defined()) return torch::softmax(score, -1).to(type);
  // A query that sees nothing: 0 / 0 in the softmax, and NaN in its gradient too unless the scores are made finite.
  const torch::Tensor blind = (score == -kInfinity).all(-1, true);
  return torch::softmax(score.masked_fill(blind, 0), -1).masked_fill(blind, 0).to(type);
}

torch::Tensor attention_plain(const AttentionProblem& problem) {
  torch::Tensor weights = attention_weights(problem);
  if (problem.dropout > 0) weights = weights * dropout_factors(problem);
  return torch::matmul(weights, for_each_head(problem.v, problem.q.size(1)));
}

torch::Tensor attention_reference(const AttentionProblem& problem) {
  AttentionProblem exact = problem;
  for (torch::Tensor* tensor : {&exact.q, &exact.k, &exact.v}) *tensor = tensor->to(torch::kFloat64);
  return attention_plain(exact);
}

}  // namespace sextant
