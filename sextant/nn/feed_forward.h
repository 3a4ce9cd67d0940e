// The part of a block that treats each token alone.
//
//   GELU (GPT-2; arXiv:1606.08415, exact form)  W₂·gelu(W₁·x)        SwiGLU (arXiv:2002.05202)  W₂·(silu(G·x) ∘ U·x)
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>
#include <torch/types.h>

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include "sextant/nn/linear.h"

namespace sextant::nn {

enum class FeedForwardKind { kGelu, kSwiGlu };
constexpr auto names_of(FeedForwardKind) {
  return std::array<std::pair<std::string_view, FeedForwardKind>, 2>{
      {{"gelu", FeedForwardKind::kGelu}, {"swiglu", FeedForwardKind::kSwiGlu}}};
}

struct FeedForwardOptions {
  int64_t channels;  ///< C
  int64_t hidden;    ///< F
  FeedForwardKind kind = FeedForwardKind::kGelu;
  bool biases = true;

  bool operator==(const FeedForwardOptions&) const = default;
};

class FeedForwardImpl final : public torch::nn::Module {
 public:
  explicit FeedForwardImpl(const FeedForwardOptions& options);
  /// @param x [B, T, C]  @return the same shape
  torch::Tensor forward(const torch::Tensor& x);

  const FeedForwardOptions options;
  Linear up = nullptr;    ///< C to F; for SwiGLU to 2F, the gate G first
  Linear down = nullptr;  ///< F to C
};
TORCH_MODULE(FeedForward);

}  // namespace sextant::nn
