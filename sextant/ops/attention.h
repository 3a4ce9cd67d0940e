// One attention call as one value, and the implementations that compute it.
//
// score = scale·(q·k) + bias, then the mask (true = may be seen), softmax, ·v. A query that sees no key gives zeros.
// Axes: B batch, Q queries, S keys, H query heads, K key heads (H a multiple of K), D head channels, E value channels,
// N distances. Not here: any scheme's name.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sextant/ops/positions.h"

namespace sextant {

// The shapes in which position reaches the scores. Each is added after scaling and before masking.

/// -slope[h]·|p_i - p_j|
struct LinearBias {
  torch::Tensor slopes;      ///< [H], score per token of distance
  torch::Tensor ahead = {};  ///< [H], slopes for keys after the query, if they differ
};
/// table[…, clamp(p_j - p_i, ±M) + M], N = 2M + 1. Needs integer positions.
struct DistanceBias {
  torch::Tensor table;  ///< [H|1, N] or [B, H, Q, N]
};
/// One number a key.
struct KeyBias {
  torch::Tensor values;  ///< [B|1, H|1, S]; float64 is narrowed after a constant per query block is taken off
};
/// Whatever else.
struct DenseBias {
  torch::Tensor values;  ///< [B|1, H|1, Q|1, S]
};
using BiasTerm = std::variant<LinearBias, DistanceBias, KeyBias, DenseBias>;

/// Which keys a query may see, on top of documents and padding: by order and by place in the document
/// (order - origin), so packed, padded and decoded agree. By default all.
struct Mask {
  bool causal = false;                 ///< key order <= query order
  std::optional<int64_t> window = {};  ///< |order distance| < window, the query itself included
  int64_t sinks = 0;                   ///< first places of a document, which the window never hides
  std::optional<int64_t> chunk = {};   ///< same place / chunk only
};
/// What both let through: the smaller window, with its sinks; of two chunks the one that divides the other.
/// @throws c10::ValueError if neither chunk divides the other
Mask operator&(const Mask& a, const Mask& b);

/// One attention call, whole. Tests, benchmarks, dispatch, errors and reports all speak this type.
struct AttentionProblem {
  torch::Tensor q;  ///< [B, H, Q, D]
  torch::Tensor k;  ///< [B, K, S, D]
  torch::Tensor v;  ///< [B, K, S, E]
  Positions queries = {}, keys = {};
  Mask mask = {};
  std::vector<BiasTerm> bias = {};     ///< their sum
  std::optional<double> scale = {};    ///< multiplies q·k; default 1/√D
  std::optional<double> softcap = {};  ///< c: scores become c·tanh(score / c), after bias, before masking
  double dropout = 0;                  ///< of the weights
  uint64_t dropout_seed = 0;           ///< (seed, b, h, i, j) decides, so every implementation drops alike
};

/// softmax(scale·q·kᵀ + bias, masked)·v by the first implementation that accepts.
/// @return [B, H, Q, E] in q's dtype
/// @throws c10::ValueError naming the tensor and both shapes if the problem does not fit together
torch::Tensor attention(const AttentionProblem& problem);
/// The definition, in ATen operations and in the problem's own dtype.
torch::Tensor attention_plain(const AttentionProblem& problem);
/// The oracle of every test: attention_plain in float64.
torch::Tensor attention_reference(const AttentionProblem& problem);
/// The weights before dropout, for people and plots.  [B, H, Q, S]
torch::Tensor attention_weights(const AttentionProblem& problem);

/// The sum of the problem's bias terms, [B|1, H|1, Q|1, S], float64 if q is, else float32; undefined if there are none.
/// A float64 KeyBias narrowed to float32 comes less its value at the query's own order, which no softmax sees; under a
/// softcap, which would see it, nothing is taken off.
torch::Tensor dense_bias(const AttentionProblem& problem);
/// True where a query may see a key, [B|1, 1, Q, S]; undefined if every query sees every key.
torch::Tensor visible(const AttentionProblem& problem);

struct AttentionImpl {
  std::string_view name;                                            ///< "sdpa", "plain"
  std::optional<std::string> (*declines)(const AttentionProblem&);  ///< why not, or nothing
  torch::Tensor (*run)(const AttentionProblem&);
};
/// Best first. The last is attention_plain and declines nothing.
std::span<const AttentionImpl> attention_impls();

/// @throws c10::ValueError naming the tensor, both shapes or the field, unless the problem fits together
void check(const AttentionProblem& problem);

}  // namespace sextant
