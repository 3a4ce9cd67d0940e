#include "sextant/ops/sdpa.h"

#include <ATen/ops/scaled_dot_product_attention.h>

namespace sextant {
namespace {

/// Queries and keys are the same tokens, and order alone hides keys: the kernel's own causal mask will do.
bool triangle(const AttentionProblem& problem) {
  const Mask& mask = problem.mask;
  const Positions &queries = problem.queries, &keys = problem.keys;
  return mask.causal && problem.bias.empty() && !mask.window && !mask.chunk && !queries.documents.defined() &&
         !keys.documents.defined() && queries.first == keys.first && queries.count == keys.count;
}

/// What hides keys and what is added to scores, in one tensor; nothing if neither exists.
std::optional<torch::Tensor> mask_and_bias(const AttentionProblem& problem) {
  const torch::Tensor seen = visible(problem), bias = dense_bias(problem);
  if (!bias.defined()) return seen.defined() ? std::optional(seen) : std::nullopt;
  return seen.defined() ? bias.masked_fill(~seen, -std::numeric_limits<double>::infinity()) : bias;
}

}  // namespace

std::optional<std::string> sdpa_declines(const AttentionProblem& problem) {
  if (problem.softcap) return "no softcap";
  if (problem.dropout > 0) return "its dropout draws other weights than (seed, b, h, i, j)";
  if (problem.v.size(-1) != problem.q.size(-1)) return "values need as many channels as queries";
  return std::nullopt;
}

torch::Tensor sdpa(const AttentionProblem& problem) {
  const bool causal = triangle(problem);
  const bool grouped = problem.k.size(1) != problem.q.size(1);
  return at::scaled_dot_product_attention(problem.q, problem.k, problem.v,
                                          causal ? std::nullopt : mask_and_bias(problem),
                                          /*dropout_p=*/0, causal, problem.scale, grouped);
}

}  // namespace sextant
