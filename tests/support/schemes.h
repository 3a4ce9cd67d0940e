// A scheme's encodings called by hand, without a model around them.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <memory>
#include <string_view>

#include "sextant/position/ids.h"
#include "sextant/position/registry.h"

#include "tests/support/problems.h"

namespace sextant::testing {

/// C = 16, 2 layers, 4 heads, 2 key heads, D = 8, trained at 16 tokens.
inline position::SchemeRequest small_request() {
  return {.channels = 16, .layers = 2, .heads = 4, .key_heads = 2, .head_channels = 8, .longest = 16};
}

/// float64 embeddings of no content, which give the dtype of tables.
inline torch::Tensor blank(int64_t batch, int64_t tokens, int64_t channels = 16) {
  return torch::zeros({batch, tokens, channels}, torch::kFloat64);
}

/// Rows of an embedding encoding at these positions.
inline torch::Tensor rows_at(position::EmbeddingEncoding& encoding, const Positions& positions) {
  position::Memory memory;
  return encoding.rows({blank(1, positions.count), positions, positions, memory});
}

/// Tables of a rotation at these positions, queries and keys alike.
inline Rotation rotation_at(position::RotationEncoding& encoding, const Positions& positions, int64_t version = 0) {
  position::Memory memory;
  return encoding.rotation({blank(1, positions.count), positions, positions, memory}, version);
}

/// The terms a score encoding gives for a problem.
inline position::ScoreTerms terms_of(position::ScoreEncoding& encoding, const AttentionProblem& problem) {
  position::Memory memory;
  return encoding.terms(problem, {blank(1, problem.queries.count), problem.queries, problem.keys, memory});
}

/// The bias [B|1, H|1, Q, S] of a score encoding.
inline torch::Tensor bias_of(position::ScoreEncoding& encoding, AttentionProblem problem) {
  problem.bias = terms_of(encoding, problem).bias;
  return dense_bias(problem);
}

/// float64 problem of `tokens` queries that are all the keys, seen causally.
inline AttentionProblem causal_problem(int64_t heads, int64_t tokens, int64_t key_heads = 0) {
  AttentionProblem problem = random_problem({.batch = 1,
                                             .heads = heads,
                                             .key_heads = key_heads,
                                             .queries = tokens,
                                             .keys = tokens,
                                             .dtype = torch::kFloat64});
  problem.mask.causal = true;
  return problem;
}

/// Explicit positions, int64 [T].
inline Positions at_ids(const std::vector<int64_t>& ids) {
  return {.count = static_cast<int64_t>(ids.size()), .ids = torch::tensor(ids, torch::kInt64)};
}

/// The places of a grid, row by row, int64 [A, 1, T].
inline Positions grid(at::IntArrayRef extents) {
  const torch::Tensor ids = position::grid_ids(extents);
  return {.count = ids.size(-1), .ids = ids};
}

/// max |a - b|, broadcast.
inline double distance(const torch::Tensor& a, const torch::Tensor& b) {
  return (a.to(torch::kFloat64) - b.to(torch::kFloat64)).abs().max().item<double>();
}

}  // namespace sextant::testing
