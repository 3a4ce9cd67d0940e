#include "sextant/nn/embedding.h"

#include <utility>

namespace sextant::nn {
namespace {

void check(const torch::Tensor& tokens, int64_t vocabulary) {
  TORCH_CHECK_VALUE(tokens.scalar_type() == torch::kInt64, "embedding: tokens must be int64, got ",
                    tokens.scalar_type());
  if (tokens.numel() == 0) return;
  const auto [least, most] = torch::aminmax(tokens);
  const int64_t low = least.item<int64_t>(), high = most.item<int64_t>();
  TORCH_CHECK_VALUE(low >= 0 && high < vocabulary, "embedding: tokens must be in [0, ", vocabulary, "), got ",
                    low < 0 ? low : high);
}

}  // namespace

TokenEmbeddingImpl::TokenEmbeddingImpl(int64_t vocabulary, int64_t channels) {
  TORCH_CHECK_VALUE(vocabulary >= 1, "embedding: vocabulary must be at least 1, got ", vocabulary);
  weight = register_parameter("weight", torch::zeros({vocabulary, channels}));
}

torch::Tensor TokenEmbeddingImpl::forward(const torch::Tensor& tokens) const {
  if (tokens.device().is_cpu()) check(tokens, weight.size(0));
  return torch::embedding(weight, tokens);
}

InputFusionImpl::InputFusionImpl(int64_t channels, position::InputTerm term) : term(std::move(term)) {
  if (this->term.fusion != position::Fusion::kConcat) return;
  concat = register_module("concat", Linear(LinearOptions{.in = 2 * channels, .out = channels}));
}

torch::Tensor InputFusionImpl::scaled(const torch::Tensor& embeddings) const {
  return term.embed_scale == 1 ? embeddings : embeddings * term.embed_scale;
}

bool InputFusionImpl::applies(int64_t layer) const {
  if (!term.encoding) return false;
  return term.layers.empty() ? layer == 0 : std::ranges::find(term.layers, layer) != term.layers.end();
}

torch::Tensor InputFusionImpl::forward(const position::LayerCall& call, const Dropping& dropping) {
  const torch::Tensor& x = call.x;
  const torch::Tensor rows = term.encoding->rows(call).to(x.scalar_type());
  torch::Tensor fused;
  switch (term.fusion) {
    case position::Fusion::kAdd:
      fused = x + rows;
      break;
    case position::Fusion::kMultiply:
      fused = x * rows;
      break;
    case position::Fusion::kModulate:
      fused = x * (1 + rows);
      break;
    case position::Fusion::kConcat:
      fused = concat->forward(torch::cat({x, rows.expand_as(x)}, -1));
      break;
  }
  return dropping.of(fused, term.dropout);
}

}  // namespace sextant::nn
