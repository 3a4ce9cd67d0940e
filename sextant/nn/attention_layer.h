// Attention over a stream, with the places 2 to 4 of a scheme.
//
//   q, k, v = x·W_qkv;  places 2 to 4;  y = heads·W_out
//
// Nothing here asks which scheme runs.
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>
#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "sextant/nn/dropping.h"
#include "sextant/nn/kv_cache.h"
#include "sextant/nn/linear.h"
#include "sextant/nn/norm.h"
#include "sextant/position/scheme.h"

namespace sextant::nn {

struct AttentionLayerOptions {
  int64_t channels;       ///< C
  int64_t heads;          ///< H
  int64_t key_heads;      ///< K, divides H
  int64_t head_channels;  ///< D
  bool biases = true;
  bool qk_norm = false;  ///< RMS norm of each head of q and k before they are turned
  Mask mask = {};
  std::optional<double> scale = {};  ///< multiplies q·k; default 1/√D
  double dropout = 0;                ///< of the weights
};

/// @throws c10::ValueError naming the option that cannot be
void check(const AttentionLayerOptions& options);

class AttentionLayerImpl final : public torch::nn::Module {
 public:
  /// The scheme's modules are used, not registered: a model that shares one among layers registers it once.
  /// @throws c10::ValueError naming the option that cannot be
  AttentionLayerImpl(const AttentionLayerOptions& options, position::LayerScheme scheme);
  /// @param x      [B, T, C], the tokens `here`, which follow those in `cache`
  /// @param cache  takes them in
  /// @return [B, T, C]
  torch::Tensor forward(const torch::Tensor& x, const Positions& here, LayerCache& cache,
                        const Dropping& dropping = {});

  const AttentionLayerOptions options;
  const position::LayerScheme scheme;
  /// Told of every problem once positions are in it, for pictures of its weights: attention_weights(). A call may come
  /// in parts, each with the queries it holds. Not called where a rule takes the place of the softmax.
  std::function<void(const AttentionProblem&)> watch = {};
  Linear qkv = nullptr;  ///< C to (H + 2K)·D: q, then k, then v
  Linear out = nullptr;  ///< H·D to C
  Norm q_norm = nullptr, k_norm = nullptr;

 private:
  struct Heads {
    torch::Tensor q, k, v;  ///< [B, H|K, T, D]
  };
  Heads project(const torch::Tensor& x);
  torch::Tensor by_version(const AttentionProblem& problem, const torch::Tensor& x, LayerCache& cache);
  torch::Tensor by_run(const AttentionProblem& problem, const torch::Tensor& versions, const torch::Tensor& x,
                       LayerCache& cache);
  torch::Tensor in_version(AttentionProblem problem, int64_t version, const torch::Tensor& x, LayerCache& cache);
  torch::Tensor mix(AttentionProblem problem, const torch::Tensor& x, LayerCache& cache);
  torch::Tensor join(const torch::Tensor& heads);
};
TORCH_MODULE(AttentionLayer);

}  // namespace sextant::nn
